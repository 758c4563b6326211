import { processMetrics } from '@strata/basis-core';
import type { Pool } from 'pg';
import { readOutboxStatus } from '../outbox/status.ts';
import { controlQueue, eventsQueue, type Transport, tasksQueue } from '../queue/transport.ts';
import { within } from '../time-limit.ts';
import { forgetMeters } from './meters.ts';
import { gauges, type MessagingGauge, type Series, seriesOfOutbox, seriesOfState } from './series.ts';
import { readMessagingState } from './state-query.ts';

/** How long database and queue may take: a scrape is not held up by what is out of reach. */
const ANSWER_LIMIT_MS = 1_500;

/** What the parts of a service's messaging count in this process, by name of what they count. */
export interface PartCounters {
  readonly inbox: object;
  readonly relay: object;
  readonly tasks: object;
}

/** Whose messaging is watched, and how it is asked. */
export interface MessagingMetricsOptions {
  readonly service: string;
  readonly pool: Pool;
  readonly transport: Pick<Transport, 'waiting'>;
  /** The objects in which the parts count; read at each scrape. */
  readonly counters: PartCounters;
}

/**
 * Has every scrape of this process tell how a service's messaging is. When its database or its queues are out of
 * reach, the scrape says so (`strata_database_up`, `strata_queue_up`) and leaves out what it cannot know.
 *
 * @returns what ends it: the service's series are gone then
 */
export function publishMessagingMetrics(options: MessagingMetricsOptions): () => void {
  const { service } = options;
  const leave = processMetrics.onScrape(async () => {
    collectCounters(options);
    await Promise.all([collectDatabase(options), collectQueues(options)]);
  });
  return () => {
    leave();
    forgetMeters(service);
    for (const metric of Object.values(gauges)) metric.forget({ service });
  };
}

/** Puts series of a service in the place of those that it had. */
function replace(service: string, name: MessagingGauge, series: Series): void {
  gauges[name].forget({ service });
  for (const [labels, value] of series) gauges[name].set({ service, ...labels }, value);
}

function replaceAll(service: string, all: Partial<Record<MessagingGauge, Series>>): void {
  for (const [name, series] of Object.entries(all)) replace(service, name as MessagingGauge, series);
}

async function collectDatabase({ service, pool }: MessagingMetricsOptions): Promise<void> {
  const read = Promise.all([readOutboxStatus(pool), readMessagingState(pool)]);
  const [outbox, state] = (await inTime(read)) ?? [];
  replace(service, 'databaseUp', [[{}, state === undefined ? 0 : 1]]);
  replaceAll(service, { ...seriesOfOutbox(outbox), ...seriesOfState(state) });
}

async function collectQueues({ service, transport }: MessagingMetricsOptions): Promise<void> {
  const queues = { events: eventsQueue(service), control: controlQueue(service), tasks: tasksQueue(service) };
  const asked = Object.entries(queues).map(
    async ([queue, name]) => [{ queue }, await transport.waiting(name)] as const,
  );
  const waiting = await inTime(Promise.all(asked));
  replace(service, 'queueUp', [[{}, waiting === undefined ? 0 : 1]]);
  replace(service, 'queueWaiting', waiting ?? []);
}

function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return within(ANSWER_LIMIT_MS, work, () => new Error('late')).catch(() => undefined);
}

function collectCounters({ service, counters }: MessagingMetricsOptions): void {
  replaceAll(service, {
    inboxEvents: counted(counters.inbox),
    relayEvents: counted(counters.relay),
    taskEvents: counted(counters.tasks),
    parked: Object.entries((counters.inbox as { parked?: Record<string, number> }).parked ?? {}).map(
      ([reason, count]) => [{ reason }, count],
    ),
  });
}

function counted(counters: object): Series {
  return Object.entries(counters).flatMap(([event, count]) => (typeof count === 'number' ? [[{ event }, count]] : []));
}
