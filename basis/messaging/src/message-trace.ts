import { isTraceparent, type SpanAttributes, type SpanOptions, withSpan } from '@strata/basis-core';

/**
 * Runs work on messages as a span of the trace that they belong to; where they belong to several, as a span of its own
 * that is linked to each. What belongs to no recorded trace leaves no span.
 *
 * @param traces traceparents of the messages' causes
 */
export function withTraces<T>(
  name: string,
  attributes: SpanAttributes,
  { traces, kind }: { traces: readonly string[] | undefined; kind: NonNullable<SpanOptions['kind']> },
  work: () => T,
): T {
  const [first, ...others] = traces?.filter(isTraceparent) ?? [];
  if (first === undefined) return work();
  const isOne = others.every((other) => traceOf(other) === traceOf(first));
  return withSpan(name, attributes, work, { kind, ...(isOne ? { parent: first, links: others } : { links: traces }) });
}

function traceOf(traceparent: string): string {
  return traceparent.split('-', 2)[1] ?? '';
}
