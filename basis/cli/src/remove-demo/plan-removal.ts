import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StrataError } from '@strata/basis-core';
import { withoutContainers } from '../new-subgraph/container-services.ts';
import { type Words, wordsOf } from '../new-subgraph/names.ts';
import { withoutRoutes, withoutSubgraphs } from '../new-subgraph/system-lists.ts';
import { withoutDemo } from './demo-regions.ts';

/** What taking the demonstration out does to the repository's files. Paths are relative to its root. */
export interface Removal {
  subgraphs: readonly string[];
  /** Folders and files that go. */
  removed: readonly string[];
  /** The new text of files that stay. */
  edited: ReadonlyMap<string, string>;
}

interface PackageFacts {
  dependencies?: Record<string, string>;
  strata?: { demo?: boolean };
}

/** Lists that name each subgraph, and how one is taken out of them. */
const LISTS: Readonly<Record<string, (text: string, names: readonly Words[]) => string>> = {
  'subgraphs/index.ts': withoutSubgraphs,
  'supergraph.yaml': withoutRoutes,
  'docker-compose.yml': withoutContainers,
};

/**
 * Finds all that belongs to the demonstration: subgraphs whose package.json says `"strata": { "demo": true }`, their
 * sdk packages, their entries in the system's lists, and what files mark as its own. Changes nothing.
 *
 * @param files all files of the repository, relative to its root
 * @throws StrataError `NO_DEMO` when there is none, `DEMO_IN_USE` when a package that stays needs one that would go
 */
export function planRemoval(root: string, files: readonly string[]): Removal {
  const subgraphs = demoSubgraphs(root);
  const folders = subgraphs.flatMap((name) => [`subgraphs/${name}`, `sdk/${name}`]);
  const staying = files.filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  refuseUsers(root, staying, subgraphs);
  const edited = new Map<string, string>();
  const removed = folders.filter((folder) => existsSync(join(root, folder)));
  for (const file of staying.filter((each) => existsSync(join(root, each)))) {
    const text = readFileSync(join(root, file), 'utf8');
    const unlisted = LISTS[file]?.(text, subgraphs.map(wordsOf)) ?? text;
    const rest = withoutDemo(unlisted);
    if (rest === undefined) removed.push(file);
    else if (rest !== text) edited.set(file, rest);
  }
  if (removed.length + edited.size === 0) throw new StrataError('NO_DEMO', 'There is no demonstration here to remove.');
  return { subgraphs, removed, edited };
}

function demoSubgraphs(root: string): string[] {
  return readdirSync(join(root, 'subgraphs'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && factsOf(root, `subgraphs/${entry.name}/package.json`).strata?.demo === true,
    )
    .map((entry) => entry.name);
}

function refuseUsers(root: string, files: readonly string[], subgraphs: readonly string[]): void {
  const going = new Set(subgraphs.flatMap((name) => [`@strata/${name}`, `@strata/sdk-${name}`]));
  const users = files
    .filter((file) => /^(basis|sdk|subgraphs|gateway)\/.*package\.json$/.test(file))
    .flatMap((file) => {
      const needed = Object.keys(factsOf(root, file).dependencies ?? {}).filter((name) => going.has(name));
      return needed.map((name) => `  ${file} needs ${name}`);
    });
  if (users.length === 0) return;
  throw new StrataError(
    'DEMO_IN_USE',
    `The demonstration cannot go while something needs it:\n${users.join('\n')}`,
    409,
  );
}

function factsOf(root: string, manifest: string): PackageFacts {
  const path = join(root, manifest);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as PackageFacts) : {};
}
