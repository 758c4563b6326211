import { type MetricLabels, processMetrics } from '@strata/basis-core';

/** How one attempt of a handler ended; what conflicts is tried again. */
export type HandlerOutcome = 'done' | 'failed' | 'conflict' | 'timeout';

/** From a few milliseconds to what an outage of a day leaves behind. */
const AGE_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400,
];

const handlers = processMetrics.histogram({
  name: 'strata_handler_duration_seconds',
  help: 'One attempt of a handler, its transaction included, by how it ended',
});
const tasks = processMetrics.histogram({
  name: 'strata_task_duration_seconds',
  help: 'One attempt of a task, by how it ended',
});
const applied = processMetrics.histogram({
  name: 'strata_commit_to_applied_seconds',
  help: 'From the writing of a message at its source to the commit that took it in here; of an envelope its last',
  buckets: AGE_BUCKETS_SECONDS,
});
const catchUps = processMetrics.histogram({
  name: 'strata_consistency_wait_seconds',
  help: 'How long a request waited until replicas showed what was written before it, by outcome: seen, given up',
});
const published = processMetrics.counter({
  name: 'strata_outbox_published_messages_total',
  help: 'Messages put into queues, those that were sent again included',
});

/** Notes one attempt of a handler. */
export function meterHandler(service: string, handler: string, outcome: HandlerOutcome, durationMs: number): void {
  handlers.observe({ service, handler, outcome }, durationMs / 1000);
}

/** Notes one attempt of a task: `done`, `failed`, `retried` and what else `AttemptEnd` has. */
export function meterTask(service: string, topic: string, outcome: string, durationMs: number): void {
  tasks.observe({ service, topic, outcome }, durationMs / 1000);
}

/** Notes that messages were taken in, the last of which was written at `writtenAt`. */
export function meterApplied(service: string, source: string, writtenAt: Date | string): void {
  const ageMs = Date.now() - new Date(writtenAt).getTime();
  // Clocks of two machines differ by some milliseconds.
  applied.observe({ service, source }, Math.max(ageMs, 0) / 1000);
}

/** Notes that a request came after writes of which this service keeps copies. */
export function meterCatchUp(service: string, outcome: 'seen' | 'given up', waitedMs: number): void {
  catchUps.observe({ service, outcome }, waitedMs / 1000);
}

/** Notes that messages were put into a consumer's queue. */
export function meterPublished(service: string, consumer: string, messages: number): void {
  published.add({ service, consumer }, messages);
}

/** Forgets what a service that stopped has counted. */
export function forgetMeters(service: string): void {
  const labels: MetricLabels = { service };
  for (const metric of [handlers, tasks, applied, catchUps, published]) metric.forget(labels);
}
