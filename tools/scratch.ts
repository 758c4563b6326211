import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@strata/basis-testing';

/** The root of this repository. */
export const root = resolve(import.meta.dirname, '..');

const POLL_MS = 200;
const MS = 1_000;

/** Every file of this repository as it stands, committed or not; what git ignores is left out. */
export function listTree(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return [...new Set(listed.toString().split('\0'))].filter((file) => file !== '' && existsSync(join(root, file)));
}

/**
 * A folder that is gone afterwards, whatever happens. Others may enter it: a PostgreSQL started by root runs as
 * `postgres`.
 */
export async function withFolder<T>(prefix: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of the tree with its dependencies, in which a command may change what it likes. */
export async function withCopy<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return withFolder('strata-copy-', (folder) => {
    for (const file of listTree()) copy(join(root, file), join(folder, file));
    for (const installed of ['node_modules', '.runtime']) {
      if (existsSync(join(root, installed))) execFileSync('cp', ['-a', join(root, installed), folder]);
    }
    return work(folder);
  });
}

/** Copies one file, making the folders above it. */
export function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { verbatimSymlinks: true });
}

/**
 * Runs a program to its end, its output passed through.
 *
 * @throws Error when its exit code is not 0
 */
export async function run(
  command: readonly string[],
  cwd: string,
  options: { env?: NodeJS.ProcessEnv; uid?: number } = {},
): Promise<void> {
  say(`$ ${command.join(' ').replaceAll(process.execPath, 'node')}`);
  const [program = '', ...args] = command;
  const child = spawn(program, args, { ...options, cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${signal ?? code}`);
}

/** Runs `strata <args>` in a copy, as `npx --no-install strata` does. */
export function strata(cwd: string, ...args: string[]): Promise<void> {
  return run([process.execPath, join(cwd, 'basis/cli/bin/strata.js'), ...args], cwd);
}

/** A program that runs until `stop` ends it; `stop` throws when it does not end in good order. */
export interface Running {
  stop(): Promise<void>;
}

/** Where a program runs, and how it is known that it is ready. */
export interface StartOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** The user that it runs as. */
  uid?: number;
  /** For its start, and again for its end. */
  timeoutMs: number;
  isReady(): Promise<boolean>;
}

/** Starts a program and waits until `isReady`; when it ends before, or takes too long, it is ended and that is thrown. */
export async function startUntil(command: readonly string[], options: StartOptions): Promise<Running> {
  const { timeoutMs, isReady, ...where } = options;
  const [program = '', ...args] = command;
  const child = spawn(program, args, { ...where, stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const shown = command.join(' ');
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${shown} ended with ${await ended}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${shown} was not ready in ${timeoutMs / MS} s`);
    }
    await delay(POLL_MS);
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      const how = await Promise.race([ended, delay(timeoutMs, 'nothing', { ref: false })]);
      if (how === 'nothing') child.kill('SIGKILL');
      if (how !== '0') throw new Error(`${shown}: SIGTERM was answered with ${how}`);
    },
  };
}

/** Starts the whole system of a copy on a free port, with an empty data directory, does the work, and stops it. */
export async function withSystem<T>(cwd: string, work: (url: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const command = [process.execPath, join(cwd, 'basis/cli/bin/strata.js'), 'start', '--port', String(port)];
  const system = await startUntil(command, { cwd, timeoutMs: 120 * MS, isReady: () => answers(`${url}/health/ready`) });
  try {
    return await work(url);
  } finally {
    await system.stop();
  }
}

/** Whether a URL answers, and with success. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(MS) })).ok;
  } catch {
    return false;
  }
}

/**
 * Sends one GraphQL query.
 *
 * @throws Error with the answer when it has errors
 */
export async function ask(url: string, query: string, token?: string): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (answer.errors || !answer.data) throw new Error(`${query} was answered with ${JSON.stringify(answer)}`);
  say(`${query} → ${JSON.stringify(answer.data)}`);
  return answer.data;
}

/** One line for whoever watches. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
