import { processMetrics } from '@strata/basis-core';
import type { OutboxStatus } from '../outbox/status.ts';
import type { MessagingState } from './state-query.ts';

/** Values of one metric, each with its labels. */
export type Series = readonly (readonly [labels: Record<string, string | number>, value: number])[];

const gauge = (name: string, help: string) => processMetrics.gauge({ name, help });
/** What grows elsewhere and is read here. */
const total = (name: string, help: string) => processMetrics.gauge({ name, help }, 'counter');

/** What a scrape reads of a service's messaging. docs/operations.md says what to make of it. */
export const gauges = {
  databaseUp: gauge('strata_database_up', "Whether the service's database answered this scrape"),
  queueUp: gauge('strata_queue_up', 'Whether the queue answered this scrape'),
  queueWaiting: gauge('strata_queue_waiting_jobs', 'Jobs that wait in a queue'),
  consumerActive: gauge('strata_outbox_consumer_active', '1 for a consumer that is kept for, 0 for one abandoned'),
  consumerSilent: gauge('strata_outbox_consumer_silent_seconds', 'Time since a consumer was last heard of'),
  unacknowledged: gauge('strata_outbox_unacknowledged_messages', 'Messages that a consumer has not confirmed, at most'),
  unacknowledgedAge: gauge(
    'strata_outbox_oldest_unacknowledged_seconds',
    'Age of the oldest message that a consumer has not confirmed; 0 when there is none',
  ),
  resends: gauge('strata_outbox_stream_resends', 'How often a stream was sent again since anything was confirmed'),
  outboxBytes: gauge('strata_outbox_size_bytes', 'Size of the outbox on disk, indexes included'),
  tickAge: gauge('strata_outbox_tick_age_seconds', 'Time since messages were last taken from the outbox'),
  daysAhead: gauge('strata_outbox_days_ahead', 'Days for which there is room to write messages; at 0 writes fail'),
  snapshotTransactions: gauge(
    'strata_postgres_oldest_snapshot_transactions',
    'Transactions begun since the oldest that is still open in the server',
  ),
  oldestTransaction: gauge(
    'strata_postgres_oldest_transaction_seconds',
    "Age of the oldest open transaction in the service's database that its role may see",
  ),
  cursorAge: gauge('strata_inbox_cursor_age_seconds', 'Time since something of a part of a source was taken in'),
  deadLetters: gauge('strata_dead_letters_open', 'Parked messages: failed, and those that wait behind them'),
  parkedAggregates: gauge('strata_dead_letters_aggregates', 'Aggregates with messages that failed'),
  tasks: gauge('strata_tasks', 'Tasks that wait or run, and those that ended within the last hour'),
  tasksOverdue: gauge('strata_tasks_oldest_due_seconds', 'How long the oldest task that waits has been due'),
  asked: gauge('strata_tasks_asked', 'Tasks that this service asked others for and that have no outcome yet'),
  askedAge: gauge('strata_tasks_asked_oldest_seconds', 'Age of the oldest of these'),
  replicaReady: gauge('strata_replica_ready', '1 when a replica is filled, 0 while it fills'),
  replicaGeneration: gauge('strata_replica_generation', 'How often a replica was filled'),
  replicaRows: gauge('strata_replica_filled_rows', 'Rows that the latest fill of a replica has brought'),
  inboxEvents: total('strata_inbox_events_total', 'What an inbox met: messages, duplicates, gaps, retries, failures'),
  parked: total('strata_inbox_parked_messages_total', 'Messages that were parked, by reason'),
  relayEvents: total('strata_relay_events_total', 'What a relay did: ticks, envelopes, resends, failures'),
  taskEvents: total('strata_task_events_total', 'What became of tasks: arrived, started, done, failed, retried'),
};

/** The name of a metric here. */
export type MessagingGauge = keyof typeof gauges;

type AllSeries = Partial<Record<MessagingGauge, Series>>;

/** What an outbox says of itself; nothing where it could not be asked. */
export function seriesOfOutbox(status: OutboxStatus | undefined): AllSeries {
  // A process that listens has a random name: it is no label.
  const consumers = status?.consumers.filter(({ kind }) => kind === 'service') ?? [];
  const streams = consumers.flatMap(({ name, parts }) => parts.map((each) => ({ ...each, consumer: name })));
  const ofStatus = (value: (known: OutboxStatus) => number): Series =>
    status === undefined ? [] : [[{}, value(status)]];
  return {
    consumerActive: consumers.map(({ name, state }) => [{ consumer: name }, state === 'active' ? 1 : 0]),
    consumerSilent: consumers.map(({ name, seenAt }) => [{ consumer: name }, secondsSince(seenAt)]),
    unacknowledged: streams.map(({ consumer, part, unacknowledged }) => [{ consumer, part }, unacknowledged]),
    unacknowledgedAge: streams.map(({ consumer, part, oldestSeconds }) => [{ consumer, part }, oldestSeconds]),
    resends: streams.map(({ consumer, part, resends }) => [{ consumer, part }, resends]),
    outboxBytes: ofStatus(({ bytes }) => bytes),
    tickAge: ofStatus(({ tickAgeSeconds }) => tickAgeSeconds),
    snapshotTransactions: ofStatus(({ oldestSnapshotTransactions }) => oldestSnapshotTransactions),
  };
}

/** What the tables beside it say; nothing where they could not be read. */
export function seriesOfState(state: MessagingState | undefined): AllSeries {
  const { cursors = [], deadLetters = [], tasks = [], asked = [], replicas = [] } = state ?? {};
  return {
    daysAhead: state === undefined ? [] : [[{}, state.daysAhead]],
    oldestTransaction: state === undefined ? [] : [[{}, state.oldestTransactionSeconds]],
    cursorAge: cursors.map(({ source, part, sinceSeconds }) => [{ source, part }, sinceSeconds]),
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

function secondsSince(moment: string): number {
  return Math.max(0, Date.now() - new Date(moment).getTime()) / 1000;
}
