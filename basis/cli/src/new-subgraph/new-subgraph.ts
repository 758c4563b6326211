import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StrataError } from '@strata/basis-core';
import { withContainer } from './container-services.ts';
import { namesFor, type SubgraphNames } from './names.ts';
import { withGrants } from './role-grants.ts';
import { formatStep, installStep, runStep, strataStep } from './run-step.ts';
import { withRoute, withSubgraph } from './system-lists.ts';
import { filesFor } from './templates.ts';

export interface NewSubgraphOptions {
  root: string;
  /** Lower-case words joined by hyphens: `wishlist`, `gift-cards`. */
  name: string;
  /** What it holds, in the singular; else what the name is a number of. */
  noun?: string;
  onProgress?(message: string): void;
}

/** What there is now. Paths are relative to the repository's root. */
export interface NewSubgraph {
  files: string[];
  /** The query with which it can be tried. */
  query: string;
}

/**
 * Writes a subgraph and its sdk package, lists it wherever subgraphs are listed, and brings the workspace, its first
 * migration, the generated code and the supergraph up to date. When a step fails, everything is as it was before.
 *
 * @throws StrataError `BAD_NAME`, `ALREADY_THERE`, `TYPE_IS_TAKEN`, `NO_PLACE`, `STEP_FAILED`
 * @example await newSubgraph({ root, name: 'wishlist' })
 */
export async function newSubgraph({
  root,
  name,
  noun,
  onProgress = () => {},
}: NewSubgraphOptions): Promise<NewSubgraph> {
  const names = namesFor(name, noun);
  refuseTaken(root, names);
  const texts = new Map([...filesFor(names, pinnedVersions(root)), ...listsWith(root, names)]);
  const before = new Map([...texts.keys(), ...DERIVED].map((file) => [file, textOf(root, file)]));
  try {
    for (const [file, text] of texts) write(root, file, text);
    await bringUpToDate(root, names, onProgress);
  } catch (error) {
    restore(root, names, before);
    throw error;
  }
  const folders = foldersOf(names).flatMap((folder) => globSync(`${folder}/**/*.*`, { cwd: root }));
  const { camel } = names.nouns;
  return { files: [...folders.sort(), ...Object.keys(LISTS)], query: `{ ${camel} { totalCount nodes { id name } } }` };
}

/** The places outside its own folders that name every subgraph. */
const LISTS: Readonly<Record<string, (text: string, names: SubgraphNames) => string>> = {
  'subgraphs/index.ts': (text, { name }) => withSubgraph(text, name),
  'supergraph.yaml': (text, { name }) => withRoute(text, name),
  'docker-compose.yml': (text, { name }) => withContainer(text, name),
  'subgraphs/sso/src/roles.ts': withGrants,
};

/** What the steps write besides. */
const DERIVED = ['package-lock.json', 'supergraph.graphql', 'docs/generated/asyncapi.json'];

const foldersOf = ({ name }: SubgraphNames): string[] => [`subgraphs/${name.kebab}`, `sdk/${name.kebab}`];

function refuseTaken(root: string, names: SubgraphNames): void {
  const there = foldersOf(names).find((folder) => existsSync(join(root, folder)));
  if (there !== undefined) throw new StrataError('ALREADY_THERE', `There is ${there} already.`, 409);
  const { pascal } = names.noun;
  const type = new RegExp(`^(type|interface|enum|input|scalar|union) ${pascal}\\b`, 'm');
  if (!type.test(textOf(root, 'supergraph.graphql') ?? '')) return;
  const advice = 'Say what it holds instead with --noun';
  throw new StrataError('TYPE_IS_TAKEN', `Another subgraph has a type ${pascal}. ${advice}.`, 409);
}

function listsWith(root: string, names: SubgraphNames): Map<string, string> {
  const texts = Object.entries(LISTS).map(([file, edit]): [string, string] => {
    const text = textOf(root, file);
    if (text === undefined) throw new StrataError('NO_PLACE', `${file} is not there to list the subgraph in.`, 500);
    return [file, edit(text, names)];
  });
  return new Map(texts);
}

async function bringUpToDate(root: string, names: SubgraphNames, onProgress: (message: string) => void): Promise<void> {
  const { kebab } = names.name;
  await runStep(root, formatStep(root, [...foldersOf(names), ...Object.keys(LISTS)]));
  onProgress('linking the packages (npm install)');
  await runStep(root, installStep);
  onProgress(`writing the first migration (strata migrate create ${kebab})`);
  await runStep(root, strataStep(root, 'migrate', 'create', kebab, 'first'));
  onProgress('composing the supergraph and generating the client (strata generate)');
  await runStep(root, strataStep(root, 'generate'));
}

/** Everything as it was; links to what is gone included. */
function restore(root: string, names: SubgraphNames, before: ReadonlyMap<string, string | undefined>): void {
  for (const folder of foldersOf(names)) rmSync(join(root, folder), { recursive: true, force: true });
  for (const link of [names.name.kebab, `sdk-${names.name.kebab}`]) {
    rmSync(join(root, 'node_modules/@strata', link), { force: true });
  }
  for (const [file, text] of before) {
    if (text !== undefined) write(root, file, text);
  }
}

/** Each dependency's version, as the workspace's packages say: all of them pin the same one. */
function pinnedVersions(root: string): Record<string, string> {
  const manifests = globSync(['package.json', '{basis,subgraphs}/*/package.json'], { cwd: root }).map((file) =>
    manifestOf(root, file),
  );
  return Object.assign(
    {},
    ...manifests.map(({ name, version, dependencies }) => ({ [name]: version, ...dependencies })),
  );
}

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

function manifestOf(root: string, file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
}

function textOf(root: string, file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
