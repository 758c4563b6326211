import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  entityKnowsNoCommand,
  noDefaultExport,
  noGlobalFetch,
  noImportType,
  noRawOrmAccess,
} from './rules/architecture.ts';
import { publicExportsAreDocumented } from './rules/documentation.ts';
import { fileLength, functionLength } from './rules/size.ts';
import { noNarrowedTests, suppressionsSayWhy, testsStandInTests } from './rules/suppressions.ts';
import { listSourceFiles, readSource, type SourceFile } from './source.ts';

/** A breach of a house rule. */
export interface Fault {
  rule: string;
  path: string;
  line: number;
  message: string;
}

/** Looks at one file; `all` finds the others of the repository by path. */
export type Rule = (file: SourceFile, all: ReadonlyMap<string, SourceFile>) => Fault[];

/** The rules that no linter knows. Each says in its own file what it wants and why. */
export const rules: Record<string, Rule> = {
  fileLength,
  functionLength,
  noNarrowedTests,
  suppressionsSayWhy,
  testsStandInTests,
  noRawOrmAccess,
  entityKnowsNoCommand,
  noImportType,
  noDefaultExport,
  noGlobalFetch,
  publicExportsAreDocumented,
};

/** Reads every source file under `root` and returns all breaches, in the order of files. */
export function findFaults(root: string): Fault[] {
  const all = new Map(listSourceFiles(root).map((path) => [path, readSource(root, path)]));
  const inFiles = [...all.values()].flatMap((file) => Object.values(rules).flatMap((rule) => rule(file, all)));
  return [...inFiles, ...missingReadmes(root)];
}

function missingReadmes(root: string): Fault[] {
  return globSync('{basis,subgraphs}/*/package.json', { cwd: root })
    .map((manifest) => manifest.replace(/package\.json$/, 'README.md'))
    .filter((readme) => !existsSync(join(root, readme)))
    .map((readme) => ({ rule: 'readme', path: readme, line: 1, message: 'each package says on one page what it is' }));
}

/** `path:line  message (rule)`, one a line: what an editor can jump to. */
export function print(faults: readonly Fault[]): string {
  return faults.map(({ path, line, message, rule }) => `${path}:${line}  ${message} (${rule})`).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = findFaults(process.cwd());
  if (faults.length > 0) process.stdout.write(`${print(faults)}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
