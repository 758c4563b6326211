import type { Logger } from '@strata/basis-core';
import { createOutageLog } from '../telemetry/outage-log.ts';
import type { RedisQueues } from './bull-carrier.ts';
import type { Transport } from './transport.ts';

/** Where BullMQ keeps its queues: a Redis, or a PostgreSQL database of its own. */
export type BullConnection = RedisQueues | { readonly postgresUrl: string };

/**
 * A transport on BullMQ. It holds the connections of all queues of this process: make one and share it. BullMQ, and
 * the client that it needs, are loaded now and not before: a start has other things to do meanwhile.
 *
 * @throws StrataError `QUEUE_UNREACHABLE` when there is nobody at the URL
 * @example const transport = await createBullTransport({ redisUrl: 'redis://127.0.0.1:6379' }, logger);
 *   transport.listen('orders.events', async (envelope) => { ... }, { concurrency: 8 });
 *   await transport.send('orders.events', [{ id: 'first-one', data: { kind: 'envelope' } }]);
 */
export async function createBullTransport(connection: BullConnection, logger: Logger): Promise<Transport> {
  const loading = import('./bull-queues.ts');
  loading.catch(() => undefined); // told where it is waited for
  const carrier = await openCarrier(connection, logger);
  const { BullTransport } = await loading;
  return new BullTransport(carrier, logger);
}

async function openCarrier(connection: BullConnection, logger: Logger) {
  const outages = createOutageLog(logger);
  if ('redisUrl' in connection) {
    const { openRedisQueues } = await import('./bull-redis.ts');
    return openRedisQueues(connection, outages);
  }
  const { openPostgresQueues } = await import('./bull-postgres.ts');
  return openPostgresQueues(connection.postgresUrl, outages);
}

/** Makes a database fit for BullMQ's queues; `createBullTransport` does it too. May be run again and again. */
export async function prepareQueueDatabase(url: string): Promise<void> {
  const { prepareQueues } = await import('./bull-postgres.ts');
  await prepareQueues(url);
}
