import { processMetrics } from '@strata/basis-core';
import type { Pool } from 'pg';
import { forgetMeters } from './meters.ts';
import { type MessagingState, readMessagingState } from './state-query.ts';
import { controlQueue, eventsQueue, type Transport, tasksQueue } from './transport.ts';

/** How long a transport may take to say how much waits in a queue. */
const QUEUE_LIMIT_MS = 1_000;

/** What grows while the process lives, as the parts count it themselves. */
export interface PartCounters {
  /** By label and then number: `{ duplicates: 3 }`. */
  inbox(): Readonly<Record<string, number>>;
  relay(): Readonly<Record<string, number>>;
}

/** Whose messaging is watched, and how it is asked. */
export interface MessagingMetricsOptions {
  service: string;
  pool: Pick<Pool, 'query'>;
  transport: Pick<Transport, 'waiting' | 'isReady'>;
  counters?: Partial<PartCounters>;
}

type Series = readonly (readonly [labels: Record<string, string | number>, value: number])[];

/**
 * Has every scrape of this process tell how a service's messaging is. When its database or its queues are out of
 * reach, the scrape says so (`strata_database_up`, `strata_queue_up`) and leaves out what it cannot know.
 *
 * @returns what ends it: the service's series are gone then
 */
export function publishMessagingMetrics(options: MessagingMetricsOptions): () => void {
  const { service } = options;
  const leave = processMetrics.onScrape(async () => {
    await Promise.all([collectState(options), collectQueues(options)]);
    collectCounters(options);
  });
  return () => {
    leave();
    forgetMeters(service);
    for (const metric of Object.values(GAUGES)) metric.forget({ service });
  };
}

const gauge = (name: string, help: string) => processMetrics.gauge({ name, help });
const read = (name: string, help: string) => processMetrics.gauge({ name, help }, 'counter');

const GAUGES = {
  databaseUp: gauge('strata_database_up', "Whether the service's database answered this scrape"),
  queueUp: gauge('strata_queue_up', 'Whether the queue answered this scrape'),
  queueWaiting: gauge('strata_queue_waiting_messages', 'Jobs that wait in a queue'),
  consumerActive: gauge('strata_outbox_consumer_active', '1 for a consumer that is kept for, 0 for one abandoned'),
  consumerSilent: gauge('strata_outbox_consumer_silent_seconds', 'Time since a consumer was last heard of'),
  unacknowledged: gauge('strata_outbox_unacknowledged_messages', 'Messages that a consumer has not confirmed, at most'),
  unacknowledgedAge: gauge(
    'strata_outbox_oldest_unacknowledged_seconds',
    'Age of the oldest message that a consumer has not confirmed; 0 when there is none',
  ),
  outboxBytes: gauge('strata_outbox_size_bytes', 'Size of the outbox on disk, indexes included'),
  daysAhead: gauge('strata_outbox_days_ahead', 'Days for which there is room to write messages; at 0 writes fail'),
  snapshotXids: gauge(
    'strata_postgres_oldest_snapshot_transactions',
    'Transactions begun since the oldest that is still open in the server',
  ),
  oldestTransaction: gauge(
    'strata_postgres_oldest_transaction_seconds',
    "Age of the oldest open transaction in the service's database that its role may see",
  ),
  cursorStill: gauge('strata_inbox_cursor_still_seconds', 'Time since a part of a source was last taken in'),
  deadLetters: gauge('strata_dead_letters_open_messages', 'Parked messages: failed, and those that wait behind them'),
  parkedAggregates: gauge('strata_dead_letters_open_aggregates', 'Aggregates that have parked messages'),
  tasks: gauge('strata_tasks', 'Tasks that wait or run, and those that ended within the last hour'),
  tasksOverdue: gauge('strata_tasks_oldest_due_seconds', 'How long the oldest task that waits has been due'),
  asked: gauge('strata_tasks_asked_open', 'Tasks that this service asked others for and that have no outcome yet'),
  askedAge: gauge('strata_tasks_asked_oldest_seconds', 'Age of the oldest of these'),
  replicaReady: gauge('strata_replica_ready', '1 when a replica is filled, 0 while it fills'),
  replicaGeneration: gauge('strata_replica_generation', 'How often a replica was filled'),
  replicaRows: gauge('strata_replica_filled_rows', 'Rows that the latest fill of a replica has brought'),
  inboxEvents: read('strata_inbox_events_total', 'What an inbox met: duplicates, gaps, retries, failures and more'),
  relayEvents: read('strata_relay_events_total', 'What a relay did: ticks, envelopes, resends and more'),
};

type GaugeName = keyof typeof GAUGES;

/** Puts the series of a service in the place of those that it had. */
function replace(name: GaugeName, service: string, series: Series): void {
  GAUGES[name].forget({ service });
  for (const [labels, value] of series) GAUGES[name].set({ service, ...labels }, value);
}

async function collectState({ service, pool }: MessagingMetricsOptions): Promise<void> {
  const state = await readMessagingState(pool).catch(() => undefined);
  replace('databaseUp', service, [[{}, state === undefined ? 0 : 1]]);
  for (const [name, series] of Object.entries(seriesOf(state ?? NOTHING))) {
    replace(name as GaugeName, service, state === undefined ? [] : series);
  }
}

const NOTHING: MessagingState = {
  consumers: [],
  streams: [],
  cursors: [],
  deadLetters: [],
  tasks: [],
  asked: [],
  replicas: [],
  outbox: { bytes: 0, daysAhead: 0, snapshotXids: 0, oldestTransactionSeconds: 0 },
};

/** By name of the gauge: also those without a series now, so that what is over goes away. */
function seriesOf(state: MessagingState): Partial<Record<GaugeName, Series>> {
  const { consumers, streams, cursors, outbox } = state;
  // A process that listens has a random name: it is no label.
  const services = consumers.filter(({ kind }) => kind === 'service');
  const known = new Set(services.map(({ name }) => name));
  const ofServices = streams.filter(({ consumer }) => known.has(consumer));
  return {
    consumerActive: services.map(({ name, state }) => [{ consumer: name }, state === 'active' ? 1 : 0]),
    consumerSilent: services.map(({ name, silentSeconds }) => [{ consumer: name }, silentSeconds]),
    unacknowledged: ofServices.map(({ consumer, part, positions }) => [{ consumer, part }, positions]),
    unacknowledgedAge: ofServices.map(({ consumer, part, unacknowledgedSeconds }) => [
      { consumer, part },
      unacknowledgedSeconds,
    ]),
    outboxBytes: [[{}, outbox.bytes]],
    daysAhead: [[{}, outbox.daysAhead]],
    snapshotXids: [[{}, outbox.snapshotXids]],
    oldestTransaction: [[{}, outbox.oldestTransactionSeconds]],
    cursorStill: cursors.map(({ source, part, sinceSeconds }) => [{ source, part }, sinceSeconds]),
    ...takenInSeries(state),
  };
}

function takenInSeries({ deadLetters, tasks, asked, replicas }: MessagingState): Partial<Record<GaugeName, Series>> {
  return {
    deadLetters: deadLetters.map(({ source, reason, state, messages }) => [{ source, reason, state }, messages]),
    parkedAggregates: deadLetters
      .filter(({ state }) => state === 'failed')
      .map(({ source, reason, aggregates }) => [{ source, reason }, aggregates]),
    tasks: tasks.map(({ topic, state, tasks: count }) => [{ topic, state }, count]),
    tasksOverdue: tasks
      .filter(({ state }) => state === 'waiting')
      .map(({ topic, overdueSeconds }) => [{ topic }, overdueSeconds]),
    asked: asked.map(({ topic, open }) => [{ topic }, open]),
    askedAge: asked.map(({ topic, oldestSeconds }) => [{ topic }, oldestSeconds]),
    replicaReady: replicas.map(({ entity, source, state }) => [{ entity, source }, state === 'ready' ? 1 : 0]),
    replicaGeneration: replicas.map(({ entity, source, generation }) => [{ entity, source }, generation]),
    replicaRows: replicas.map(({ entity, source, done }) => [{ entity, source }, done]),
  };
}

async function collectQueues({ service, transport }: MessagingMetricsOptions): Promise<void> {
  const queues = { events: eventsQueue(service), control: controlQueue(service), tasks: tasksQueue(service) };
  const asked = Object.entries(queues).map(
    async ([queue, name]) => [{ queue }, await transport.waiting(name)] as const,
  );
  const late = AbortSignal.timeout(QUEUE_LIMIT_MS);
  const tooLate = new Promise<undefined>((resolve) => {
    late.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const waiting = await Promise.race([Promise.all(asked).catch(() => undefined), tooLate]);
  replace('queueUp', service, [[{}, waiting === undefined ? 0 : 1]]);
  replace('queueWaiting', service, waiting ?? []);
}

function collectCounters({ service, counters = {} }: MessagingMetricsOptions): void {
  const series = (counts: Readonly<Record<string, number>> = {}): Series =>
    Object.entries(counts).map(([event, count]) => [{ event }, count]);
  replace('inboxEvents', service, series(counters.inbox?.()));
  replace('relayEvents', service, series(counters.relay?.()));
}
