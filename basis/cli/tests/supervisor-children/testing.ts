import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@strata/basis-core';
import {
  type ChildStatus,
  createLogStream,
  createSupervisor,
  type LogStreamOptions,
  type Supervisor,
  type SupervisorOptions,
} from '../../src/supervisor/index.ts';

export const SERVICE = fileURLToPath(new URL('./service.ts', import.meta.url));
export const SUPERVISING = fileURLToPath(new URL('./supervising.ts', import.meta.url));

/** Node's options for a child that is written in TypeScript. */
export const TYPESCRIPT = ['--conditions=source', '--import', new URL('../../bin/typescript.js', import.meta.url).href];

const ASK_EVERY_MS = 10;
const GIVE_UP_AFTER_MS = 60_000;

/** Resolves with what `look` finds, as soon as it finds something. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`It never came about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export interface Scene {
  supervisor: Supervisor;
  /** Each change of state, in order. */
  history: ChildStatus[];
  /** All that the log stream printed. */
  printed(): string;
  statusOf(name: string): ChildStatus;
}

/** A supervisor whose children are the fixture beside this file; it is stopped by `stopScenes`. */
export function scene(options: Partial<SupervisorOptions> = {}, log: Partial<LogStreamOptions> = {}): Scene {
  const history: ChildStatus[] = [];
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const supervisor = createSupervisor({
    logger: createLogger({ service: 'supervisor', level: 'silent' }),
    output: createLogStream({ stdout: stream, stderr: stream, forPeople: true, ...log }),
    execArgv: TYPESCRIPT,
    onState: (status) => history.push(status),
    ...options,
    timing: { firstPauseMs: 20, maxPauseMs: 200, stopLimitMs: 5_000, ...options.timing },
  });
  open.push(supervisor);
  const statusOf = (name: string): ChildStatus => {
    const found = supervisor.status().find((status) => status.name === name);
    if (found === undefined) throw new Error(`There is no child ${name}.`);
    return found;
  };
  return { supervisor, history, printed: () => text, statusOf };
}

const open: Supervisor[] = [];

/** For `afterEach`: no process outlives its test. */
export async function stopScenes(): Promise<void> {
  await Promise.all(open.splice(0).map((supervisor) => supervisor.stopAll()));
}
