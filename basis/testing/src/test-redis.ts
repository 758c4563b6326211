import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A Redis of a test's own, which may be killed. */
export interface TestRedis {
  readonly url: string;
  /** Ends it at once, as a failing machine would; all that it held is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const NOTICE = 'Suites on Redis did not run: there is no redis-server on the PATH.\n';
const START_TIMEOUT_MS = 30_000;
let known: boolean | undefined;

/**
 * Whether there is a Redis to test on. Says once when there is none; that is a failure where `CI=true`.
 *
 * @throws Error with CI=true, when redis-server is not installed
 */
export function redisIsInstalled(): boolean {
  known ??= findRedis();
  if (known) return true;
  if (process.env.CI === 'true') throw new Error(NOTICE);
  return false;
}

function findRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(NOTICE);
    return false;
  }
}

/** Starts a Redis on a free port, with its data in a folder of its own; with a password, only for who gives it. */
export async function startTestRedis({ password = '' }: { password?: string } = {}): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'strata-redis-'));
  const settings = settingsOf(port, folder, password);
  let server = await startServer(settings);
  const end = () => server.kill('SIGKILL');
  process.once('exit', end);
  async function kill() {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  return {
    url: password === '' ? `redis://127.0.0.1:${port}` : `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    kill,
    async restart() {
      server = await startServer(settings);
    },
    async stop() {
      process.off('exit', end);
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function settingsOf(port: number, folder: string, password: string): string[] {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  return [...place, '--save', '', '--appendonly', 'no', '--requirepass', password];
}

async function startServer(settings: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text) => {
      said += text;
      if (said.includes('Ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`redis-server ended:\n${said}`)));
    setTimeout(() => reject(new Error(`redis-server does not start:\n${said}`)), START_TIMEOUT_MS).unref();
  });
  await ready;
  server.removeAllListeners('exit');
  return server;
}
