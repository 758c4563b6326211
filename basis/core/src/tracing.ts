import { AsyncLocalStorage } from 'node:async_hooks';
import type { Environment } from './config.ts';

/** Facts about a span; names as OpenTelemetry's semantic conventions have them where there is one. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What a span began with, and who caused it. */
export interface SpanOptions {
  /** The W3C traceparent of who caused it: wherever it ran. By default the span that is active here. */
  parent?: string | undefined;
  /** Traceparents of others that the work serves too: 32 at most, and only those that somebody records. */
  links?: readonly string[] | undefined;
  /** Whether it answers a call, makes one, sends a message, or takes one in. Default: none of these. */
  kind?: 'server' | 'client' | 'producer' | 'consumer';
}

/** A span that runs. Without tracing nothing becomes of what it is told. */
export interface TraceSpan {
  set(name: string, value: string | number | boolean): void;
}

/** How spans are made once tracing is on. */
export interface TraceBackend {
  run<T>(name: string, attributes: SpanAttributes, work: (span: TraceSpan) => T, options: SpanOptions): T;
  current(): string | undefined;
  /** Sends on what was recorded and not sent. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Whose spans they are, and where they go. */
export interface TracingOptions {
  /** The service's name in traces. */
  service: string;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces, turns tracing on; other `OTEL_*` variables are heeded too. */
  environment: Environment;
  /** Gets each span as it ends, instead of a collector: for tests. */
  onSpan?(span: EndedSpan): void;
}

/** A span that has ended. */
export interface EndedSpan {
  name: string;
  /** The service of the process. */
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Record<string, unknown>;
  /** The traces and spans that it also serves. */
  links: { traceId: string; spanId: string }[];
  /** What went wrong, where something did. */
  failure: string | undefined;
}

/** Tracing of this process. */
export interface Tracing {
  /** Whether spans are recorded. */
  readonly on: boolean;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Links of a span at most. */
export const MAX_SPAN_LINKS = 32;

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_SPAN: TraceSpan = { set() {} };

let backend: TraceBackend | undefined;

/** While tracing is off, the trace of whoever called still goes on with what is caused here. */
const carried = new AsyncLocalStorage<string>();

/**
 * Turns tracing of this process on where the environment names a collector (OTLP over HTTP). Otherwise nothing is
 * loaded, and `withSpan` costs a function call.
 *
 * @example const tracing = await startTracing({ service: 'catalog', environment: process.env });
 *   lifecycle.onStop('tracing', () => tracing.stop());
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { environment, onSpan } = options;
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (onSpan === undefined && !endpoint) return { on: false, async flush() {}, async stop() {} };
  const { createTraceBackend } = await import('./trace-backend.ts');
  const started = createTraceBackend(options);
  backend = started;
  return {
    on: true,
    flush: () => started.flush(),
    async stop() {
      if (backend === started) backend = undefined;
      await started.stop();
    },
  };
}

/**
 * Runs work as a span. What it throws, or rejects with, is noted there and passed on.
 *
 * @param work what it causes, also in other services, belongs to the same trace
 * @example await withSpan('send mail', { 'strata.service': 'mail-eg' }, () => send(mail), { parent: headers.traceparent });
 */
export function withSpan<T>(
  name: string,
  attributes: SpanAttributes,
  work: (span: TraceSpan) => T,
  options: SpanOptions = {},
): T {
  if (backend !== undefined) return backend.run(name, attributes, work, options);
  const { parent } = options;
  return isTraceparent(parent) ? carried.run(parent, () => work(NO_SPAN)) : work(NO_SPAN);
}

/** Whether spans are recorded in this process. */
export function isTracing(): boolean {
  return backend !== undefined;
}

/** The W3C traceparent for what is caused here: of the active span, else of whoever called. */
export function currentTraceparent(): string | undefined {
  return backend?.current() ?? carried.getStore();
}

/** Whether it is a W3C traceparent (version 00) that names a trace and a span. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** Whether somebody records the trace: only such are worth a link. */
export function isSampled(traceparent: unknown): boolean {
  return isTraceparent(traceparent) && (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;
}
