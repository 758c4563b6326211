import {
  currentTraceparent,
  type EndedSpan,
  isSampled,
  StrataError,
  startTracing,
  type Tracing,
  withSpan,
} from '../src/index.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = `00-${TRACE}-b7ad6b7169203331-01`;
const UNSAMPLED = `00-${TRACE}-b7ad6b7169203331-00`;

describe('while nobody collects traces', () => {
  test('nothing is recorded, and work runs as it stands', async () => {
    const tracing = await startTracing({ service: 'test', environment: {} });
    expect(tracing.on).toBe(false);
    expect(withSpan('sum', {}, () => 1 + 1)).toBe(2);
    expect(withSpan('nothing', {}, currentTraceparent)).toBeUndefined();
    await expect(withSpan('fails', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test("the caller's trace is passed on untouched, and no further than the work", async () => {
    const later = async () => {
      await new Promise(setImmediate);
      return withSpan('inner', {}, currentTraceparent);
    };
    const seen = await withSpan('answer', {}, later, { parent: CALLER });
    expect(seen).toBe(CALLER);
    expect(currentTraceparent()).toBeUndefined();
  });

  test.each(['', 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `01-${TRACE}-b7ad6b7169203331-01`])(
    'a traceparent %j is not believed',
    (parent) => {
      expect(withSpan('answer', {}, currentTraceparent, { parent })).toBeUndefined();
      expect(isSampled(parent)).toBe(false);
    },
  );
});

describe('with a collector', () => {
  const spans: EndedSpan[] = [];
  let tracing: Tracing;
  beforeAll(async () => {
    tracing = await startTracing({ service: 'catalog', environment: {}, onSpan: (span) => spans.push(span) });
  });
  beforeEach(() => void spans.splice(0));
  afterAll(() => tracing.stop());

  const named = (name: string): EndedSpan => {
    const span = spans.find((each) => each.name === name);
    if (span === undefined) throw new Error(`There is no span ${name}.`);
    return span;
  };

  test('spans nest, across awaits and in the trace of who called', async () => {
    const inside = await withSpan(
      'answer',
      { 'strata.service': 'catalog' },
      async (span) => {
        await new Promise(setImmediate);
        span.set('rows', 3);
        return withSpan('read', {}, async () => currentTraceparent(), { kind: 'client' });
      },
      { parent: CALLER, kind: 'server' },
    );
    const [answer, read] = [named('answer'), named('read')];
    expect(answer.service).toBe('catalog');
    expect(answer.attributes).toEqual({ 'strata.service': 'catalog', rows: 3 });
    expect(answer.traceId).toBe(TRACE);
    expect(answer.parentSpanId).toBe('b7ad6b7169203331');
    expect(read.parentSpanId).toBe(answer.spanId);
    expect(inside).toBe(`00-${TRACE}-${read.spanId}-01`);
    expect(currentTraceparent()).toBeUndefined();
  });

  test('what fails is told, and rejects as before', async () => {
    const failure = new StrataError('OUT_OF_STOCK', 'There is none.');
    await expect(withSpan('buy', {}, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(() =>
      withSpan('count', {}, () => {
        throw failure;
      }),
    ).toThrow(failure);
    for (const span of [named('buy'), named('count')]) {
      expect(span.failure).toBe('There is none.');
      expect(span.attributes['strata.error.code']).toBe('OUT_OF_STOCK');
    }
  });

  test('a trace that nobody records stays unrecorded, and still goes on', () => {
    const seen = withSpan('answer', {}, currentTraceparent, { parent: UNSAMPLED });
    expect(seen).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
    expect(spans).toEqual([]);
  });

  test('links name recorded traces alone, and are bounded', () => {
    const many = Array.from({ length: 40 }, (_, index) => `00-${TRACE}-${String(index + 1).padStart(16, '0')}-01`);
    withSpan('absorb', {}, () => {}, { links: [UNSAMPLED, 'nonsense', ...many] });
    const { links } = named('absorb');
    expect(links).toHaveLength(32);
    expect(links[0]).toEqual({ traceId: TRACE, spanId: '0000000000000001' });
  });
});
