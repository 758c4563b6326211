import { StrataError } from '@strata/basis-core';
import { createNodeRedisClient, createRedisBackend } from 'bullmq';
import { createClient } from 'redis';
import type { OutageLog } from '../telemetry/outage-log.ts';
import { within } from '../time-limit.ts';
import type { Carrier, RedisQueues } from './bull-carrier.ts';

const DESCRIPTION = 'BullMQ on Redis';
const PREFIX = 'strata';
const CONNECT_TIMEOUT_MS = 2_000;
/** How long a start waits for Redis. */
const START_TIMEOUT_MS = 5_000;
/** How long a send waits for a connection that was lost. */
const UP_TIMEOUT_MS = 2_000;
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 500;
/** Commands that wait for an answer at most, of those who send. */
const MAX_WAITING_COMMANDS = 20_000;
const KEEPALIVE_DELAY_MS = 10_000;

/**
 * BullMQ's Redis backend on the `redis` client: a connection for all that is sent, one for what workers ask, and one
 * for each worker that waits.
 */
export async function openRedisQueues(
  { redisUrl: url, prefix = PREFIX }: RedisQueues,
  outages: OutageLog,
): Promise<Carrier> {
  const senders = newClient(url, outages, { commandsQueueMaxLength: MAX_WAITING_COMMANDS });
  const workers = newClient(url, outages, {});
  const close = () => {
    for (const client of [senders, workers]) if (client.isOpen) client.destroy();
  };
  // The adapters open the connections, and load BullMQ's scripts once for all queues.
  const connections = { queue: createNodeRedisClient(senders), worker: createNodeRedisClient(workers) };
  for (const adapter of Object.values(connections)) adapter.on('error', () => 'told by its client').setMaxListeners(0);
  try {
    await Promise.all([senders, workers].map((client) => whenReady(client, START_TIMEOUT_MS)));
  } catch (error) {
    close();
    const { message } = error as Error;
    throw new StrataError('QUEUE_UNREACHABLE', `${message} Start it, or correct REDIS_URL.`, 503, { cause: error });
  }
  const adapters = connections as unknown as Carrier['connections']; // unknown: BullMQ takes what its types do not name
  return {
    description: DESCRIPTION,
    factory: createRedisBackend,
    prefix,
    connections: adapters,
    // All keys of a queue in one slot of a cluster.
    nameOf: (queue) => `{${queue}}`,
    whenUp: () => whenReady(senders, UP_TIMEOUT_MS),
    isReady: async () => senders.isReady && (await senders.ping()) === 'PONG',
    close: async () => close(),
  };
}

type Client = ReturnType<typeof createClient>;

function newClient(url: string, outages: OutageLog, options: { commandsQueueMaxLength?: number }): Client {
  const client = createClient({
    url,
    ...options,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE_DELAY_MS,
      reconnectStrategy: (retries) => Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS),
    },
  }) as Client;
  client.setMaxListeners(0);
  client.on('error', (error) => outages.lost(DESCRIPTION, error));
  client.on('ready', () => outages.back(DESCRIPTION));
  return client;
}

async function whenReady(client: Client, limitMs: number): Promise<void> {
  if (client.isReady) return;
  let reason = '';
  const note = (error: Error) => {
    reason = `: ${error.message}`;
  };
  const up = Promise.withResolvers<void>();
  client.on('error', note).once('ready', up.resolve);
  try {
    const late = () => new StrataError('QUEUE_UNREACHABLE', `Redis does not answer${reason}.`, 503);
    await within(limitMs, up.promise, late);
  } finally {
    client.off('error', note).off('ready', up.resolve);
  }
}
