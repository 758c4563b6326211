import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@strata/basis-testing';

/** Lines of the end of a log that are kept to tell why a start failed. */
const MAX_COMPLAINTS = 50;
/** What is not answered by then is not answered at all. */
const ANSWER_LIMIT_MS = 180_000;

/** One row of a table: what was measured, with its goal. */
export interface Measure {
  what: string;
  value: string;
  goal: string;
}

export const root = join(import.meta.dirname, '..');

/** The middle of several values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** What a share of the values, from 0 to 1, does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A folder that is gone when the work is done. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A system started as a person starts it. */
export interface Started {
  url: string;
  /** Until the first federated answer. */
  startMs: number;
  pid: number;
  stop(): Promise<void>;
}

const questions = ['{ me { displayName } }'];
// demo
// Four subgraphs have a part in this one.
questions.push(`{ me { displayName } products(first: 3) { totalCount nodes { id name price { amount currency } stock { available }
  rating reviews(first: 2) { nodes { rating body author { displayName } } } } pageInfo { hasNextPage endCursor } } }`);
// /demo

/** The question whose answer counts as the first. */
export const FEDERATED = questions.at(-1) ?? '';

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: unknown[];
}

/** Asks a gateway; undefined while it does not answer. */
export async function ask(url: string, query: string, token?: string): Promise<Answer | undefined> {
  try {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return (await response.json()) as Answer;
  } catch {
    return undefined;
  }
}

/** Asks again and again until the answer is whole. */
export async function untilAnswered(url: string, query = FEDERATED, token?: string): Promise<Answer> {
  for (const from = performance.now(); performance.now() - from < ANSWER_LIMIT_MS; ) {
    const answer = await ask(url, query, token);
    if (answer?.data != null && answer.errors === undefined) return answer;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  throw new Error(`no whole answer from ${url} within ${ANSWER_LIMIT_MS} ms`);
}

/** `npm start` in a checkout, with these options, until the first federated answer. `onLog` hears its log, line by line. */
export async function startSystem(
  checkout: string,
  options: readonly string[],
  environment: Record<string, string> = {},
  onLog: (line: string) => void = () => {},
): Promise<Started> {
  const port = await freePort();
  const from = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--port', String(port), ...options], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment },
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    onLog(line);
    complaints.push(line);
    if (complaints.length > MAX_COMPLAINTS) complaints.shift();
  });
  const url = `http://127.0.0.1:${port}`;
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`npm start ended with ${code}: ${complaints.join('\n')}`);
  });
  died.catch(() => {});
  await Promise.race([untilAnswered(url), died]);
  const startMs = performance.now() - from;
  return { url, startMs, pid: child.pid ?? 0, stop: () => stopGroup(child) };
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}
