// Loaded only when traces are wanted: OpenTelemetry takes a fifth of a second to load.
import {
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { StrataError } from './errors.ts';
import {
  type EndedSpan,
  isSampled,
  isTraceparent,
  MAX_SPAN_LINKS,
  type SpanOptions,
  type TraceBackend,
  type TraceSpan,
  type TracingOptions,
} from './span.ts';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Makes spans with OpenTelemetry, and tells its API of them, so that instrumented libraries join in. */
export function createTraceBackend({ service, environment, onSpan }: TracingOptions): TraceBackend {
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': environment.OTEL_SERVICE_NAME || service }),
    ),
    spanProcessors: [onSpan === undefined ? sentTo(collectorOf(environment)) : toldTo(onSpan)],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contexts);
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('strata');

  return {
    run(name, attributes, work, options) {
      const parent = parentOf(options);
      const links = (options.links ?? []).filter(isSampled).slice(0, MAX_SPAN_LINKS).map(linkTo);
      const kind = options.kind === undefined ? SpanKind.INTERNAL : KINDS[options.kind];
      const span = tracer.startSpan(name, { kind, attributes: { ...attributes }, links }, parent);
      return contexts.with(trace.setSpan(parent, span), () => settled(span, work));
    },
    current() {
      const active = trace.getSpanContext(context.active());
      return active === undefined ? undefined : written(active);
    },
    flush: () => provider.forceFlush(),
    async stop() {
      trace.disable();
      context.disable();
      await provider.shutdown();
    },
  };
}

/** As OpenTelemetry has it: an endpoint for traces is a whole URL, one for all signals an origin. */
function collectorOf(environment: TracingOptions['environment']): string {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole, OTEL_EXPORTER_OTLP_ENDPOINT: origin = '' } = environment;
  return whole || `${origin.replace(/\/+$/, '')}/v1/traces`;
}

function sentTo(url: string): SpanProcessor {
  return new BatchSpanProcessor(new OTLPTraceExporter({ url }));
}

function toldTo(onSpan: NonNullable<TracingOptions['onSpan']>): SpanProcessor {
  return new SimpleSpanProcessor({
    export(spans, done) {
      for (const span of spans) onSpan(ended(span));
      done({ code: 0 });
    },
    async shutdown() {},
  });
}

function ended(span: ReadableSpan): EndedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    service: String(span.resource.attributes['service.name']),
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    links: span.links.map((link) => ({ traceId: link.context.traceId, spanId: link.context.spanId })),
    failure: span.status.code === SpanStatusCode.ERROR ? (span.status.message ?? '') : undefined,
  };
}

function parentOf({ parent }: SpanOptions): Context {
  return isTraceparent(parent) ? trace.setSpanContext(ROOT_CONTEXT, read(parent)) : context.active();
}

/** Ends the span when the work has: at once, or when its promise settles. */
function settled<T>(span: Span, work: (span: TraceSpan) => T): T {
  try {
    const result = work({ set: (name, value) => span.setAttribute(name, value) });
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then(
      (value) => {
        span.end();
        return value;
      },
      (error: unknown) => {
        fail(span, error);
        throw error;
      },
    ) as T;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

function fail(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  if (error instanceof StrataError) span.setAttribute('strata.error.code', error.code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
  span.end();
}

const linkTo = (traceparent: string): Link => ({ context: read(traceparent) });

function read(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function written({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
