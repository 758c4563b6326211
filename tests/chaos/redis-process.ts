import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type RedisClientType } from 'redis';

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** A real redis-server that keeps nothing: killed, it comes back empty. */
export interface RedisProcess {
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Throws away all that it holds. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the redis-server of the PATH on a free port. @throws Error when there is none */
export async function startRedis(folder: string): Promise<RedisProcess> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    running = child;
    await Promise.race([untilItAnswers(url), once(child, 'error').then(([error]) => Promise.reject(error))]);
  }
  async function kill(): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  await start();
  return { url, start, kill, stop: kill, flush: () => withClient(url, (client) => client.flushAll()) };
}

async function untilItAnswers(url: string): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await withClient(url, (client) => client.ping());
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(POLL_MS);
    }
  }
}

async function withClient(url: string, work: (client: RedisClientType) => Promise<unknown>): Promise<void> {
  const client: RedisClientType = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => 'the call that failed says so');
  await client.connect();
  try {
    await work(client);
  } finally {
    client.destroy();
  }
}

/** A port of this machine that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
