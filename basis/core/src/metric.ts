/** What tells the series of a metric apart. Values come from what is declared, such as services and topics: never ids. */
export type MetricLabels = Readonly<Record<string, string | number>>;

/** What every metric is declared with. */
export interface MetricSpec {
  /** As Prometheus has it: the unit last, `_total` at the end of what only grows. */
  name: string;
  help: string;
}

/** One line of a scrape, as prom-client takes it. */
export interface MetricValue {
  value: number;
  labels: Record<string, string | number>;
  metricName?: string;
}

/** One metric as prom-client's registry takes it. */
export interface MetricSnapshot extends MetricSpec {
  type: 'counter' | 'gauge' | 'histogram';
  values: MetricValue[];
  aggregator: 'sum';
}

/** A metric that a scrape can read. */
export interface Metric {
  readonly name: string;
  get(): Promise<MetricSnapshot>;
  /** Drops every series that has these labels. */
  forget(labels: MetricLabels): void;
}

/** A metric keeps this many series at most; what comes beyond is left out, so that a mistaken label fills no memory. */
const MAX_SERIES = 10_000;

/** The series of one metric, by their labels. */
class SeriesMap<State> {
  readonly #series = new Map<string, { labels: MetricLabels; state: State }>();
  readonly #fresh: () => State;

  constructor(fresh: () => State) {
    this.#fresh = fresh;
  }

  of(labels: MetricLabels): State {
    const key = Object.values(labels).join('\u0000');
    const known = this.#series.get(key);
    if (known !== undefined) return known.state;
    const state = this.#fresh();
    if (this.#series.size < MAX_SERIES) this.#series.set(key, { labels, state });
    return state;
  }

  forget(wanted: MetricLabels): void {
    const entries = Object.entries(wanted);
    for (const [key, { labels }] of this.#series) {
      if (entries.every(([name, value]) => labels[name] === value)) this.#series.delete(key);
    }
  }

  values(toValues: (state: State, labels: MetricLabels) => MetricValue[]): MetricValue[] {
    return [...this.#series.values()].flatMap(({ labels, state }) => toValues(state, labels));
  }
}

const single = (state: { value: number }, labels: MetricLabels) => [{ value: state.value, labels: { ...labels } }];

/** What only grows while the process lives. Pass the labels in the same order each time. */
export class Counter implements Metric {
  readonly name: string;
  readonly #spec: MetricSpec;
  readonly #series = new SeriesMap(() => ({ value: 0 }));

  constructor(spec: MetricSpec) {
    this.name = spec.name;
    this.#spec = spec;
  }

  /** @param by not below zero */
  add(labels: MetricLabels, by = 1): void {
    this.#series.of(labels).value += by;
  }

  forget(labels: MetricLabels): void {
    this.#series.forget(labels);
  }

  async get(): Promise<MetricSnapshot> {
    return { ...this.#spec, type: 'counter', aggregator: 'sum', values: this.#series.values(single) };
  }
}

/** What goes up and down. Pass the labels in the same order each time. */
export class Gauge implements Metric {
  readonly name: string;
  readonly #spec: MetricSpec;
  readonly #type: 'gauge' | 'counter';
  readonly #series = new SeriesMap(() => ({ value: 0 }));

  /** @param type `counter` for what grows elsewhere, and is only read here */
  constructor(spec: MetricSpec, type: 'gauge' | 'counter' = 'gauge') {
    this.name = spec.name;
    this.#spec = spec;
    this.#type = type;
  }

  set(labels: MetricLabels, value: number): void {
    this.#series.of(labels).value = value;
  }

  forget(labels: MetricLabels): void {
    this.#series.forget(labels);
  }

  async get(): Promise<MetricSnapshot> {
    return { ...this.#spec, type: this.#type, aggregator: 'sum', values: this.#series.values(single) };
  }
}

/** How often values fell below each of a few bounds, their sum and their number. */
export class Histogram implements Metric {
  readonly name: string;
  readonly #spec: MetricSpec;
  readonly #buckets: readonly number[];
  readonly #series: SeriesMap<{ counts: number[]; sum: number; count: number }>;

  /** @param spec.buckets upper bounds, ascending */
  constructor({ buckets, ...spec }: MetricSpec & { buckets: readonly number[] }) {
    this.name = spec.name;
    this.#spec = spec;
    this.#buckets = buckets;
    this.#series = new SeriesMap(() => ({ counts: buckets.map(() => 0), sum: 0, count: 0 }));
  }

  observe(labels: MetricLabels, value: number): void {
    const state = this.#series.of(labels);
    state.sum += value;
    state.count += 1;
    const bucket = this.#buckets.findIndex((bound) => value <= bound);
    if (bucket !== -1) state.counts[bucket] = (state.counts[bucket] ?? 0) + 1;
  }

  forget(labels: MetricLabels): void {
    this.#series.forget(labels);
  }

  async get(): Promise<MetricSnapshot> {
    const values = this.#series.values(({ counts, sum, count }, labels) => {
      let below = 0;
      const buckets = this.#buckets.map((bound, index) => {
        below += counts[index] ?? 0;
        return { value: below, labels: { le: bound, ...labels }, metricName: `${this.name}_bucket` };
      });
      return [
        ...buckets,
        { value: count, labels: { le: '+Inf', ...labels }, metricName: `${this.name}_bucket` },
        { value: sum, labels: { ...labels }, metricName: `${this.name}_sum` },
        { value: count, labels: { ...labels }, metricName: `${this.name}_count` },
      ];
    });
    return { ...this.#spec, type: 'histogram', aggregator: 'sum', values };
  }
}
