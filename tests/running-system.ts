// A system as a person starts it: child processes, a terminal's output, signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { ask, type TestAnswer } from '@strata/basis-testing';

// A busy machine takes its time to start a dozen processes.
jest.setTimeout(300_000);

const REPOSITORY = join(import.meta.dirname, '..');
const ASK_EVERY_MS = 20;
const GIVE_UP_AFTER_MS = 60_000;

/** What a command left behind. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A system that was started in a terminal of its own. */
export interface Running {
  readonly url: string;
  /** All that it has printed so far. */
  readonly printed: { stdout: string; stderr: string };
  /** The process of the system itself; the launcher's is its parent. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
  ask(query: string, variables?: Record<string, unknown>, token?: string): Promise<TestAnswer>;
  /** A signal to all that the terminal's Ctrl-C would reach. */
  signal(signal: NodeJS.Signals): void;
}

/** Folders and processes of one test file, all gone after `clear`. */
export interface Stage {
  folder(): Promise<string>;
  /** Runs a command to its end. */
  strata(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Resolves once the banner is there; rejects with what was said when it ends instead. */
  start(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Running>;
  clear(): Promise<void>;
}

/** @param entry Node's arguments up to the command; default: the launcher of this repository. */
export function createStage(entry: readonly string[] = [join(REPOSITORY, 'basis/cli/bin/strata.js')]): Stage {
  const folders: string[] = [];
  const children: ChildProcess[] = [];

  function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    // A group of its own, as a shell gives each job.
    const env = { ...cleanEnvironment(), ...environment };
    const child = spawn(process.execPath, [...entry, ...args], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return watched(child);
  }

  return {
    async folder() {
      const folder = await mkdtemp(join(tmpdir(), 'strata-system-'));
      folders.push(folder);
      return folder;
    },
    strata: (args, environment) => run(args, environment).ended,
    async start(args, environment) {
      const { child, printed, ended } = run(['start', ...args], environment);
      await eventually('the system is up', () => {
        if (child.exitCode !== null) throw new Error(`It ended: ${JSON.stringify(printed)}`);
        return printed.stdout.includes('Strata is up');
      });
      const url = /up at (\S+)/.exec(printed.stdout)?.[1] ?? '';
      const dataDir = args[args.indexOf('--data-dir') + 1] ?? '';
      const { pid } = JSON.parse(readFileSync(join(dataDir, 'control.json'), 'utf8')) as { pid: number };
      return {
        url,
        printed,
        pid,
        ended,
        ask: (query, variables = {}, token) => ask(url, { query, variables }, token),
        signal: (signal) => process.kill(-(child.pid ?? 0), signal),
      };
    },
    async clear() {
      for (const { pid } of children) kill(pid === undefined ? undefined : -pid);
      for (const folder of folders) kill(postgresPid(folder));
      for (const folder of folders) {
        await eventually('PostgreSQL is gone', () => !isAlive(postgresPid(folder)));
        await rm(folder, { recursive: true, force: true, maxRetries: 10 });
      }
    },
  };
}

function watched(child: ChildProcess) {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...printed }));
  return { child, printed, ended };
}

/** This test's own environment says things that a person's does not. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(STRATA_|JEST_|NODE_ENV$|NODE_OPTIONS$|DATABASE_URL$|REDIS_URL$|PORT$|HOST$|LOG_LEVEL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Resolves with what `look` finds, as soon as it finds something. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`It never came about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')); // nobody waited for a zombie: it is dead
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync('/proc/self') === false;
  }
}

export function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}

/** The embedded PostgreSQL that runs, or ran, on a data directory. */
export function postgresPid(dataDir: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}
