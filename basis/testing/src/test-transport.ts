import { randomUUID } from 'node:crypto';
import type { Logger } from '@strata/basis-core';
import { createBullTransport, type Transport } from '@strata/basis-messaging';
import { createTestQueue } from './test-database.ts';

/** Queues that a test has to itself. */
export interface TestTransport {
  readonly transport: Promise<Transport>;
  /** Stops it; what was made for it is gone. */
  drop(): Promise<void>;
}

/**
 * Opens BullMQ for a test: on the Redis of this URL, else on a PostgreSQL database of its own.
 *
 * @example const queues = openTestTransport(logger); ... await queues.drop();
 */
export function openTestTransport(logger: Logger, redisUrl = process.env.REDIS_URL): TestTransport {
  const database = redisUrl === undefined ? createTestQueue() : undefined;
  const open = async () => {
    if (redisUrl !== undefined) return createBullTransport({ redisUrl, prefix: `test-${randomUUID()}` }, logger);
    return createBullTransport({ postgresUrl: (await database)?.url ?? '' }, logger);
  };
  const transport = open();
  transport.catch(() => undefined); // told to whoever waits for it
  return {
    transport,
    async drop() {
      await (await transport.catch(() => undefined))?.stop();
      await (await database)?.drop();
    },
  };
}
