import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { StrataError } from '@strata/basis-core';

/** What of a failed program's output is shown: its end says why. */
const SHOWN_LENGTH = 4_000;

/** A program that is run on the way to a result, quietly. */
export interface Step {
  /** What a person would type: named when it fails. */
  title: string;
  program: string;
  args: readonly string[];
}

/**
 * Runs a program to its end.
 *
 * @throws StrataError `STEP_FAILED` with the end of what it said
 */
export async function runStep(root: string, { title, program, args }: Step): Promise<void> {
  const { code, output } = await run(root, program, args);
  if (code === 0) return;
  throw new StrataError('STEP_FAILED', `${title} failed:\n${output.slice(-SHOWN_LENGTH).trim()}`, 500);
}

/** A command of this CLI, in a process of its own: it sees the files as they are now, not as they were at our start. */
export function strataStep(root: string, ...args: string[]): Step {
  const node = ['--conditions=source', '--import', join(root, 'basis/cli/bin/typescript.js'), join(root, 'strata.ts')];
  return { title: `strata ${args.join(' ')}`, program: process.execPath, args: [...node, ...args] };
}

/** Links the workspace's packages and brings the lockfile up to date; needs no network where nothing else is new. */
export const installStep: Step = {
  title: 'npm install',
  program: 'npm',
  args: ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
};

/** Formats files and sorts their imports: lines are as long as names make them. */
export function formatStep(root: string, files: readonly string[]): Step {
  return biomeStep(root, ['check', '--write', '--linter-enabled=false'], files);
}

/** Takes out imports that nothing uses any more. */
export function dropUnusedImportsStep(root: string, files: readonly string[]): Step {
  return biomeStep(root, ['lint', '--write', '--unsafe', '--only=correctness/noUnusedImports'], files);
}

function biomeStep(root: string, command: readonly string[], files: readonly string[]): Step {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const flags = ['--no-errors-on-unmatched', '--files-ignore-unknown=true'];
  return { title: `biome ${command[0]}`, program: process.execPath, args: [biome, ...command, ...flags, ...files] };
}

function run(root: string, program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    // The npm beside our own Node comes first: the launcher may have started us with a Node of its own.
    const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
