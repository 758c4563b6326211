import type { Composition } from '@strata/basis-subgraph';
import { composeSupergraph, schemaFile, supergraphFile, writeIfChanged } from './system-files.ts';
import { say } from './terminal.ts';

/** Writes the schemas that changed and composes anew if any did. */
export async function recompose(
  composition: Composition,
  schemas: readonly { name: string; sdl: string }[],
): Promise<void> {
  const { root } = composition;
  const changed = schemas.filter(({ name, sdl }) => writeIfChanged(schemaFile(root, name), sdl));
  if (changed.length === 0) return;
  writeIfChanged(supergraphFile(root), await composeSupergraph(composition));
  const names = changed.map(({ name }) => name).join(', ');
  say(`The schema of ${names} changed: supergraph.graphql is composed anew. npm run generate does the clients.`);
}
