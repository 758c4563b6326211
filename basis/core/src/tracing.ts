import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isTraceparent,
  type SpanAttributes,
  type SpanOptions,
  type TraceBackend,
  type TraceSpan,
  type TracingOptions,
} from './span.ts';

/** Tracing of this process. */
export interface Tracing {
  /** Whether spans are recorded. */
  readonly on: boolean;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

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
