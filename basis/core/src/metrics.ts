import type { Registry } from 'prom-client';
import { Counter, Gauge, Histogram, type Metric, type MetricSpec } from './metric.ts';

/** Bounds of durations in seconds, from a quick statement to a call that is given up. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Scrapes within this time of each other share one collection. */
const FRESH_MS = 1_000;
/** A scrape answers after this with what it has. */
const MAX_COLLECT_MS = 2_000;

/** What a scrape is answered with. */
export interface Scrape {
  contentType: string;
  body: string;
}

/** The metrics of one process. A metric that is declared again, by another service of the process, is the same one. */
export interface Metrics {
  counter(spec: MetricSpec): Counter;
  /** @param type `counter` for what grows elsewhere, and is only read here */
  gauge(spec: MetricSpec, type?: 'gauge' | 'counter'): Gauge;
  /** @param spec.buckets upper bounds, ascending; by default those of durations in seconds */
  histogram(spec: MetricSpec & { buckets?: readonly number[] }): Histogram;
  /**
   * Has `collect` called before a scrape, once a second at most. What it rejects with does not spoil the scrape, and
   * what takes longer than 2 s is not waited for. Returns what takes it out again.
   */
  onScrape(collect: () => Promise<void>): () => void;
  /** All metrics in Prometheus' text format, those of the process included. */
  scrape(): Promise<Scrape>;
}

/**
 * An empty set of metrics. They are counted by code of ours; prom-client, which takes 70 ms to load, is loaded by the
 * first scrape: a start does not wait for it.
 *
 * @example const sent = processMetrics.counter({ name: 'strata_mails_sent_total', help: 'Mails that were sent' });
 *   sent.add({ service: 'mail-eg' });
 */
export function createMetrics(): Metrics {
  const metrics = new Map<string, Metric>();
  const collectors = new Set<() => Promise<void>>();
  let registry: Promise<Registry> | undefined;
  let collected: { at: number; done: Promise<void> } | undefined;

  function declare<M extends Metric>(spec: MetricSpec, make: () => M): M {
    const known = metrics.get(spec.name) ?? make();
    metrics.set(spec.name, known);
    return known as M;
  }

  /** Neither slow nor failing collectors keep a scrape from what the others have. */
  function collect(): Promise<void> {
    const now = performance.now();
    if (collected === undefined || now - collected.at > FRESH_MS) {
      const done = Promise.allSettled([...collectors].map((each) => each()));
      collected = { at: now, done: withinTime(done, MAX_COLLECT_MS) };
    }
    return collected.done;
  }

  return {
    counter: (spec) => declare(spec, () => new Counter(spec)),
    gauge: (spec, type) => declare(spec, () => new Gauge(spec, type)),
    histogram: (spec) => declare(spec, () => new Histogram({ buckets: DURATION_BUCKETS_SECONDS, ...spec })),
    onScrape(collector) {
      collectors.add(collector);
      return () => collectors.delete(collector);
    },
    async scrape() {
      registry ??= createRegistry();
      const [prometheus] = await Promise.all([registry, collect()]);
      for (const metric of metrics.values()) prometheus.registerMetric(metric as never);
      return { contentType: prometheus.contentType, body: await prometheus.metrics() };
    },
  };
}

/** The metrics of this process, whatever services it hosts: their series have the label `service`. */
export const processMetrics: Metrics = createMetrics();

async function createRegistry(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

async function withinTime(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
