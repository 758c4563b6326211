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

/** Links of a span at most. */
export const MAX_SPAN_LINKS = 32;

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether it is a W3C traceparent (version 00) that names a trace and a span. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** Whether somebody records the trace: only such are worth a link. */
export function isSampled(traceparent: unknown): boolean {
  return isTraceparent(traceparent) && (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;
}
