import { type EndedSpan, startTracing } from '@strata/basis-core';
import { type SystemOptions, startToySystem, type ToySystem } from './toys.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TOKEN = 'a token of sixteen letters or more';

let system: ToySystem | undefined;
afterEach(async () => {
  await system?.close();
  system = undefined;
});

async function metrics(authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${system?.url}/metrics`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

test('metrics are open in development', async () => {
  system = await startToySystem();
  await system.query('{ latestReview }');
  const { status, type, body } = await metrics();
  expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
  expect(body).toMatch(
    /^strata_http_request_duration_seconds_count\{service="gateway",method="POST",route="\/graphql",status="?200"?\} 1$/m,
  );
  expect(body).toContain('process_resident_memory_bytes');
});

test.each<[string, SystemOptions, number, number]>([
  ['in production nobody reads them', { development: false }, 404, 404],
  [
    'in production who knows the token reads them',
    { development: false, environment: { STRATA_METRICS_TOKEN: TOKEN } },
    404,
    200,
  ],
])('%s', async (_, options, withoutToken, withToken) => {
  system = await startToySystem(options);
  expect((await metrics()).status).toBe(withoutToken);
  expect((await metrics('Bearer nonsense')).status).toBe(withoutToken);
  expect((await metrics(`Bearer ${TOKEN}`)).status).toBe(withToken);
});

test('a token that could be guessed is refused at the start', async () => {
  const weak = startToySystem({ development: false, environment: { STRATA_METRICS_TOKEN: 'secret' } });
  await expect(weak).rejects.toMatchObject({ code: 'CONFIGURATION', message: expect.stringContaining('TOKEN') });
});

test('the trace of a client goes on to each subgraph, over HTTP and in process', async () => {
  const spans: EndedSpan[] = [];
  const tracing = await startTracing({ service: 'gateway', environment: {}, onSpan: (span) => spans.push(span) });
  try {
    for (const transport of ['http', 'local'] as const) {
      spans.splice(0);
      await system?.close();
      system = await startToySystem({ transport });
      await askInTrace(system);
      await tracing.flush();
      const answer = spans.find(({ name }) => name === 'graphql');
      const call = spans.find(({ name }) => name === 'fetch reviews');
      expect(answer?.attributes).toMatchObject({ 'strata.service': 'gateway', 'graphql.operation.name': 'Latest' });
      expect(answer).toMatchObject({ traceId: TRACE, parentSpanId: 'b7ad6b7169203331' });
      // Between them are the spans of @apollo/gateway.
      expect(ancestors(spans, call)).toContain(answer);
      expect(system.reviews.calls[0]?.traceparent).toBe(`00-${TRACE}-${call?.spanId}-01`);
    }
  } finally {
    await tracing.stop();
  }
});

async function askInTrace({ url }: ToySystem): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${TRACE}-b7ad6b7169203331-01` },
    body: JSON.stringify({ query: 'query Latest { latestReview }', operationName: 'Latest' }),
  });
  expect(response.status).toBe(200);
}

function ancestors(spans: readonly EndedSpan[], span: EndedSpan | undefined): EndedSpan[] {
  const parent = spans.find(({ spanId }) => spanId === span?.parentSpanId);
  return parent === undefined ? [] : [parent, ...ancestors(spans, parent)];
}
