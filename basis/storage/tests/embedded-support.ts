import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@strata/basis-core';
import { Client } from 'pg';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded-postgres.ts';

export const logger = createLogger({ service: 'test', level: 'silent' });

export interface Outcome {
  port: number;
  pid: number;
  adminUrl: string;
  adopted: boolean;
  error?: string;
  code?: string;
}

const folders: string[] = [];
const children: ChildProcess[] = [];
let template: string | undefined;

/** A folder that anybody may walk into, removed with whatever runs on it by `cleanUp`. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strata-postgres-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** A data directory with a whole cluster in it, stopped: a copy of one that was made once. */
export async function makeDataDir(): Promise<string> {
  if (template === undefined) {
    template = join(makeFolder(), 'data');
    await (await start(template)).stop();
  }
  const dataDir = join(makeFolder(), 'data');
  execFileSync('cp', ['-a', template, dataDir]);
  rmSync(join(dataDir, 'postgres.port'));
  return dataDir;
}

export function start(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, logger });
}

/** What a start says that must not succeed. */
export async function refusal(dataDir: string): Promise<string> {
  const error = await start(dataDir).then(
    async (postgres) => {
      await postgres.stop();
      return new Error('it started');
    },
    (reason: unknown) => reason as Error & { code?: string },
  );
  return 'code' in error && error.code === 'ENVIRONMENT' ? error.message : `not clear: ${error.message}`;
}

/** Starts it in another process, as another user if one is given. */
export async function startElsewhere(
  dataDir: string,
  options: { afterwards?: 'hold' | 'stop'; uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<{ child: ChildProcess; outcome: Outcome }> {
  const { afterwards = 'hold', env = process.env, ...ids } = options;
  const script = fileURLToPath(new URL('embedded-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, dataDir, afterwards], {
    ...{ ...ids, env, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    return { child, outcome: JSON.parse(line) as Outcome };
  }
  throw new Error('the other process said nothing');
}

/** Ends a process as a power cut would. */
export async function killHard(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

export async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) await killHard(child);
  for (const folder of folders.splice(0)) {
    const dataDir = join(folder, 'data');
    if (existsSync(join(dataDir, 'postgres'))) await removeEmbeddedPostgres(dataDir, logger).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
  template = undefined;
}
