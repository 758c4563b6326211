import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { END_CONNECTIONS, startTestRedis } from '@strata/basis-testing';
import type { PostgresProcess } from './postgres-process.ts';

const run = promisify(execFile);

/** What carries the messages. */
export type Backend = 'redis' | 'postgres';

/** A queue that may be taken away, and given back with or without what it held. */
export interface Broker {
  readonly url: string;
  /** From now on nobody reaches it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** All that it holds is gone. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of its own, or a database of its own; what is killed of Redis forgets all, a database does not. */
export async function startBroker(backend: Backend, postgres: PostgresProcess, name: string): Promise<Broker> {
  return backend === 'redis' ? startRedis() : startQueueDatabase(postgres, name);
}

async function startRedis(): Promise<Broker> {
  const redis = await startTestRedis();
  return { ...redis, wipe: async () => void (await run('redis-cli', ['-u', redis.url, 'flushall'])) };
}

/** Whoever works in the queue at that moment may hold what this waits for, and wait for what this holds. */
const WIPE = `do $$ begin
  perform set_config('deadlock_timeout', '10s', true); -- the other one gives way
  execute (select 'truncate ' || string_agg(c.oid::regclass::text, ', ') from pg_class c
    where c.relnamespace = 'bullmq'::regnamespace and c.relkind = 'r' and c.relname <> 'migration');
end $$`;

async function startQueueDatabase(postgres: PostgresProcess, name: string): Promise<Broker> {
  const url = await postgres.provision(name);
  const allow = (allowed: boolean) =>
    postgres.query('postgres', `alter database "${name}" allow_connections ${allowed}`);
  return {
    url,
    kill: async () => {
      await allow(false);
      await postgres.query('postgres', END_CONNECTIONS, [name]);
    },
    restart: async () => void (await allow(true)),
    wipe: async () => void (await postgres.query(name, WIPE)),
    stop: async () => {}, // its server is somebody else's
  };
}
