import { StrataError } from '@strata/basis-core';
import {
  ConnectionClosedError,
  type ConnectionOptions,
  PostgresConnection,
  PostgresQueueBackend,
  type QueueBaseOptions,
  runMigrations,
} from 'bullmq';
import { Pool, type PoolClient } from 'pg';
import type { OutageLog } from '../telemetry/outage-log.ts';
import { type Carrier, QUEUE_POOL_MAX } from './bull-carrier.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;
const KEEPALIVE_DELAY_MS = 10_000;
/** BullMQ's schema in the queue's database. */
const SCHEMA = 'bullmq';
const DESCRIPTION = 'BullMQ on PostgreSQL';
/** A key of PostgreSQL's advisory locks: one process prepares the queue's database, the others wait for it. */
const PREPARE_LOCK = 7_283_114_011;
/** Seconds at most that a worker trusts in notifications before it looks by itself. */
const LONGEST_BLOCK_S = 10;

/** Prepares a queue's database and leaves it. */
export async function prepareQueues(url: string): Promise<void> {
  const pool = newPool(url);
  try {
    await prepare(pool);
  } finally {
    await pool.end();
  }
}

/** BullMQ's PostgreSQL backend: all queues and workers of this process share one pool, and one that listens. */
export async function openPostgresQueues(url: string, outages: OutageLog): Promise<Carrier> {
  const pool = newPool(url);
  pool.on('error', (error) => outages.lost(DESCRIPTION, error));
  try {
    await prepare(pool);
  } catch (error) {
    await pool.end();
    throw new StrataError('QUEUE_UNREACHABLE', `The queue's database cannot be used: ${(error as Error).message}`, 503);
  }
  const connection = new SharedConnection(watched(pool, outages) as never);
  connection.setMaxListeners(0);
  await connection.waitUntilReady();
  const open = (name: string, options: QueueBaseOptions<never>) => new SharedBackend(connection, name, options);
  const factory = open as unknown as Carrier['factory']; // unknown: BullMQ's types name its Redis backend
  const unused = pool as unknown as ConnectionOptions; // unknown: theirs are Redis's; something must be given
  return {
    description: DESCRIPTION,
    factory,
    connections: { queue: unused, worker: unused },
    prefix: SCHEMA,
    nameOf: (queue) => queue,
    whenUp: async () => {},
    isReady: () => pool.query('select').then(() => true),
    async close() {
      await connection.close();
      await pool.end();
    },
  };
}

function newPool(url: string): Pool {
  return new Pool({
    connectionString: url,
    max: QUEUE_POOL_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_DELAY_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'strata queue',
    // The queue is transport and may lose what it holds: nobody waits for the disk. It holds little and much goes
    // through it: a scan of the whole table would read thousands of jobs that are gone to find the few that are there.
    options: `-c search_path=${SCHEMA} -c synchronous_commit=off -c enable_seqscan=off`,
  });
}

/**
 * BullMQ's tables and functions, and what makes them cheaper as mere transport: nothing of them goes to the write-ahead
 * log, envelopes are not compressed, finished jobs are cleared away soon, and BullMQ's events, which nobody reads, are
 * not written: two inserts and two notifications for each job, a third of its cost.
 */
async function prepare(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
    await runMigrations(client, SCHEMA);
    const logged = await client.query<{ name: string }>(LOGGED_TABLES);
    for (const { name } of logged.rows) await client.query(`alter table ${name} set unlogged`);
    await client.query(TUNING);
  } finally {
    client.release(true); // and the lock with it
  }
}

/** Those that refer to others come first: a logged table cannot refer to one that is not. */
const LOGGED_TABLES = `
  select c.oid::regclass::text as name from pg_class c
  where c.relnamespace = '${SCHEMA}'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p' and c.relname <> 'migration'
  order by (select count(*) from pg_constraint where conrelid = c.oid and contype = 'f') desc`;

const TUNING = `
  alter table ${SCHEMA}.job alter column data set storage external;
  alter table ${SCHEMA}.job set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000, autovacuum_vacuum_cost_delay = 0);
  create or replace function ${SCHEMA}.publish_event(p_queue text, p_event text, p_data jsonb) returns bigint
    language sql as 'select null::bigint'`;

/** The pool, as BullMQ sees it: a connection that is lost is told in a way that makes BullMQ wait and try again. */
function watched(pool: Pool, outages: OutageLog) {
  async function watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      outages.back(DESCRIPTION);
      return result;
    } catch (error) {
      if (!isLost(error)) throw error;
      outages.lost(DESCRIPTION, error);
      throw new ConnectionClosedError((error as Error).message, error as Error);
    }
  }
  return {
    options: { keepAlive: true },
    query: (text: string, values?: unknown[]) => watch(() => pool.query(prepared(text, values))),
    connect: () => watch(() => pool.connect()),
    on: (event: 'error', listener: (error: Error) => void) => pool.on(event, listener),
    end: () => pool.end(),
    removeAllListeners: () => pool.removeAllListeners(),
  };
}

const nameOf = new Map<string, string>();

/** BullMQ's statements are few and always the same: each connection has PostgreSQL parse and plan them once. */
function prepared(text: string, values: unknown[] | undefined): { name?: string; text: string; values?: unknown[] } {
  if (values === undefined) return { text };
  const name = nameOf.get(text) ?? `bullmq ${nameOf.size}`;
  nameOf.set(text, name);
  return { name, text, values };
}

/** SQLSTATE classes of a server that is gone, going, or full. What has no such code came from the connection itself. */
const LOST_CLASSES = ['08', '53', '57'];
const SQLSTATE = /^[0-9A-Z]{5}$/;

function isLost(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !SQLSTATE.test(code) || code === 'EPIPE') return true;
  return LOST_CLASSES.includes(code.slice(0, 2));
}

type ListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/** One connection that listens for all workers: BullMQ would take one for each. */
class SharedConnection extends PostgresConnection {
  readonly #shared = new WeakMap<ListenClient, ListenClient>();

  override async getListenClient(): Promise<ListenClient> {
    const client = await super.getListenClient();
    let shared = this.#shared.get(client);
    if (shared === undefined) {
      shared = asShared(client);
      this.#shared.set(client, shared);
    }
    return shared;
  }
}

/** Every backend says LISTEN to it; once is enough. */
function asShared(client: ListenClient): ListenClient {
  const said = new Map<string, ReturnType<ListenClient['query']>>();
  (client as unknown as PoolClient).setMaxListeners(0); // unknown: BullMQ's type has not all that pg's client has
  const shared = {
    query(text: string) {
      const answer = said.get(text) ?? client.query(text);
      said.set(text, answer);
      answer.catch(() => said.delete(text)); // told to whoever waits; the next one says it again
      return answer;
    },
    on: (event: 'end', listener: () => void) => client.on(event, listener),
    removeListener: (event: 'notification', listener: () => void) => client.removeListener(event, listener),
    removeAllListeners: (event?: string) => client.removeAllListeners(event),
  };
  return shared as unknown as ListenClient; // unknown: its methods are overloaded by event
}

class SharedBackend extends PostgresQueueBackend {
  constructor(connection: PostgresConnection, name: string, options: QueueBaseOptions<never>) {
    super(connection, name, options, true);
  }

  /** BullMQ would trust in a notification for an hour; one that a lost connection swallowed is made good for here. */
  override get maximumBlockTimeout(): number {
    return LONGEST_BLOCK_S;
  }

  /** The connection is everybody's. */
  override async close(): Promise<void> {
    await this.disconnectBlocking();
    this.closing ??= Promise.resolve();
  }

  override disconnect(): Promise<void> {
    return this.close();
  }
}
