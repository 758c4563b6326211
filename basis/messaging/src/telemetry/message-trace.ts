import {
  isSampled,
  isTracing,
  MAX_SPAN_LINKS,
  type SpanAttributes,
  type SpanOptions,
  withSpan,
} from '@strata/basis-core';
import type { Envelope } from '../queue/wire.ts';

/** As PostgreSQL writes it in the headers of a message. */
const TRACEPARENT = /"traceparent": ?"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"/g;

/**
 * The recorded traces that messages of envelopes belong to, as traceparents: each once, and no more than a span may be
 * linked to. Looked for only where spans are recorded, and in the text, which nobody else has to parse.
 */
export function tracesOf(...envelopes: readonly Pick<Envelope, 'messages'>[]): readonly string[] {
  const found = new Set<string>();
  if (!isTracing()) return [];
  for (const { messages } of envelopes) {
    for (const [, traceparent] of messages.matchAll(TRACEPARENT)) {
      if (isSampled(traceparent)) found.add(String(traceparent));
      if (found.size === MAX_SPAN_LINKS) return [...found];
    }
  }
  return [...found];
}

/**
 * Runs work on messages as a span of the trace that they belong to; where they belong to several, as a span of its own
 * that is linked to each. What belongs to no recorded trace leaves no span.
 *
 * @param traces traceparents of the messages' causes
 */
export function withTraces<T>(
  name: string,
  attributes: SpanAttributes,
  { traces, kind }: { traces: readonly string[]; kind: NonNullable<SpanOptions['kind']> },
  work: () => T,
): T {
  const [first, ...others] = traces;
  if (first === undefined) return work();
  const isOne = others.every((other) => traceOf(other) === traceOf(first));
  return withSpan(name, attributes, work, { kind, ...(isOne ? { parent: first, links: others } : { links: traces }) });
}

function traceOf(traceparent: string): string {
  return traceparent.split('-', 2)[1] ?? '';
}
