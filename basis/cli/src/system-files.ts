import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { StrataError } from '@strata/basis-core';
import { type Composition, checkMessages, graphOf, type SubgraphDefinition } from '@strata/basis-subgraph';

/** Where a subgraph's schema is kept for whoever composes or generates from it. */
export function schemaFile(root: string, name: string): string {
  return join(root, 'sdk', name, 'generated', 'schema.graphql');
}

/** Where the composed supergraph is kept. */
export function supergraphFile(root: string): string {
  return join(root, 'supergraph.graphql');
}

/** Where the document of all messages is kept. */
export function asyncApiFile(root: string): string {
  return join(root, 'docs', 'generated', 'asyncapi.json');
}

/** Writes a file whole or not at all, and only when it would change. Returns whether it did. */
export function writeIfChanged(file: string, content: string): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
  return true;
}

/** Prints each subgraph's schema from its classes. */
export async function schemasOf(subgraphs: readonly SubgraphDefinition[]): Promise<{ name: string; sdl: string }[]> {
  return Promise.all(
    subgraphs.map(async (definition) => ({ name: definition.name, sdl: (await graphOf(definition)).sdl })),
  );
}

/**
 * Composes the supergraph of `supergraph.yaml`.
 *
 * @throws StrataError `COMPOSITION_FAILED` with a line for each error; `SUBGRAPH_DEFINITION` when one listens to, or
 *   asks for, what nobody has
 */
export async function composeSupergraph({ root, subgraphs, compose }: Composition): Promise<string> {
  checkMessages(subgraphs);
  const composed = await compose({ configFile: join(root, 'supergraph.yaml'), environment: process.env });
  if ('supergraphSdl' in composed) return composed.supergraphSdl;
  throw new StrataError('COMPOSITION_FAILED', `The subgraphs do not compose:\n${composed.errors.join('\n')}`, 500);
}

/** A path as a person in the repository's folder would write it. */
export function shown(root: string, file: string): string {
  return relative(root, file) || '.';
}
