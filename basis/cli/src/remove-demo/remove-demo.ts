import { execFile } from 'node:child_process';
import { type Dirent, globSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { StrataError } from '@strata/basis-core';
import { dropUnusedImportsStep, formatStep, installStep, runStep, strataStep } from '../new-subgraph/run-step.ts';
import { planRemoval, type Removal } from './plan-removal.ts';

const run = promisify(execFile);
const MAX_LIST_BYTES = 64 * 1024 * 1024;

export interface RemoveDemoOptions {
  root: string;
  /** Goes on even where git could not bring back what is changed. Default false. */
  force?: boolean;
  /** Shows a person what would go, and asks. `--yes` answers for them. */
  confirm(removal: Removal): Promise<boolean>;
  onProgress?(message: string): void;
}

/**
 * Takes the demonstration out and leaves the platform: files, lists, lockfile, generated code, supergraph. Databases
 * stay where they are, unused, until `npm start -- --reset`.
 *
 * @throws StrataError `UNCOMMITTED` when git could not undo it, `NOT_CONFIRMED`, `NO_DEMO`, `DEMO_IN_USE`, `STEP_FAILED`
 */
export async function removeDemo(options: RemoveDemoOptions): Promise<Removal> {
  const { root, force = false, confirm, onProgress = () => {} } = options;
  if (!force) await refuseUncommitted(root);
  const removal = planRemoval(root, await filesOf(root));
  if (!(await confirm(removal))) throw new StrataError('NOT_CONFIRMED', 'Nothing was changed.');
  apply(root, removal);
  onProgress('The files are gone. Bringing the lockfile and the generated code up to date …');
  await bringUpToDate(root, removal);
  return removal;
}

async function bringUpToDate(root: string, { edited }: Removal): Promise<void> {
  const files = [...edited.keys()];
  if (files.length > 0) {
    await runStep(root, dropUnusedImportsStep(root, files));
    await runStep(root, formatStep(root, files));
  }
  await runStep(root, installStep);
  await runStep(root, strataStep(root, 'generate'));
}

function apply(root: string, { removed, edited }: Removal): void {
  for (const path of removed) rmSync(join(root, path), { recursive: true, force: true });
  for (const [file, text] of edited) writeFileSync(join(root, file), text);
}

async function refuseUncommitted(root: string): Promise<void> {
  const status = await run('git', ['status', '--porcelain'], { cwd: root }).catch(() => undefined);
  if (status?.stdout === '') return;
  const why = status === undefined ? 'This is no git repository' : 'There are changes that are not committed';
  throw new StrataError(
    'UNCOMMITTED',
    `${why}, so that nothing could bring the demonstration back. Commit first, or say --force.`,
    409,
  );
}

/** Every file that is ours: what git knows or would add, or, without git, whatever is there and was not installed. */
async function filesOf(root: string): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = await run('git', args, { cwd: root, maxBuffer: MAX_LIST_BYTES }).catch(() => undefined);
  const files = listed?.stdout.split('\0') ?? filesBelow(root);
  return files.filter((file) => file !== '' && isText(file));
}

function filesBelow(root: string): string[] {
  const exclude = ({ name }: Dirent): boolean => name === 'node_modules' || (name.startsWith('.') && name !== '.ci');
  return globSync('**/*', { cwd: root, exclude, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
const isText = (file: string): boolean => /\.(ts|js|json|md|ya?ml|sh|html|graphql|txt)$|(^|\/)[^.]+$/.test(file);
