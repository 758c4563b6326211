import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startTracing, withSpan } from '../src/index.ts';

interface Received {
  path: string | undefined;
  body: { resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { spans: { name: string }[] }[] }[] };
}

const received: Received[] = [];
let collector: Server;
beforeAll(async () => {
  collector = createServer(async (request, response) => {
    received.push({ path: request.url, body: (await json(request)) as Received['body'] });
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

test('spans go to the collector that the environment names, under the name of the service', async () => {
  const { port } = collector.address() as AddressInfo;
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` };
  const tracing = await startTracing({ service: 'catalog', environment });
  expect(tracing.on).toBe(true);
  await withSpan('answer', {}, async () => withSpan('read', {}, () => 1));
  await tracing.stop();
  expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
  const [sent] = received[0]?.body.resourceSpans ?? [];
  expect(sent?.resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'catalog' } });
  const names = sent?.scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name));
  expect(names?.sort()).toEqual(['answer', 'read']);
  expect(withSpan('later', {}, () => 2)).toBe(2);
});
