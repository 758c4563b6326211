import { Pool, type PoolClient } from 'pg';

/** Connections of a service's messaging, beside those of its requests. */
export const MESSAGING_POOL_MAX = 3;
const CONNECTION_TIMEOUT_MS = 5_000;
const IDLE_CONNECTION_MS = 30_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A process that is stopped, or cut off, in a transaction holds its locks no longer. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * The pool of relay, inbox, replicas and tasks. Whoever makes it ends it. Its connections are in pipeline mode: queries
 * that are not waited for one by one share a round trip.
 */
export function createMessagingPool(service: string, url: string): Pool {
  const pool = new Pool({
    pipeline: true,
    connectionString: url,
    max: MESSAGING_POOL_MAX,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: `strata ${service} messaging`,
  });
  // What is under way on a lost connection fails by itself; without these, its event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` in a transaction; whatever it throws rolls it back. */
export async function withTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
