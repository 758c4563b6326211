import { type EndedSpan, newId, startTracing, type Tracing } from '@strata/basis-core';
import { admitViewer } from '@strata/basis-network';
import { nobody } from '@strata/basis-testing';
import { type ShopAndShelf, startShopAndShelf } from './support/shop-and-shelf.ts';

const CALLER_SPAN = 'b7ad6b7169203331';
const MINUTE_MS = 60_000;

const spans: EndedSpan[] = [];
let tracing: Tracing;
let both: ShopAndShelf;
beforeAll(async () => {
  tracing = await startTracing({ service: 'test', environment: {}, onSpan: (span) => spans.push(span) });
  both = await startShopAndShelf();
  await both.settled(); // until the shelf has subscribed, rows come to it as copies, not as messages
});
afterAll(async () => {
  await both.stop();
  await tracing.stop();
});

/** Sends a mutation as a gateway does that is part of a trace. */
async function send(query: string, flags: '00' | '01' = '01'): Promise<string> {
  const traceId = newId().replaceAll('-', '');
  const { errors } = await both.shop.client.execute({
    query,
    identity: admitViewer(nobody, new Date(Date.now() + MINUTE_MS)),
    requestId: newId(),
    traceparent: `00-${traceId}-${CALLER_SPAN}-${flags}`,
  });
  expect(errors).toBeUndefined();
  return traceId;
}

/** The spans of a trace, once all came to rest. */
async function spansOf(traceId: string): Promise<EndedSpan[]> {
  await both.settled();
  await tracing.flush();
  return spans.filter((span) => span.traceId === traceId);
}

function named(all: readonly EndedSpan[], name: string): EndedSpan {
  const found = all.find((span) => span.name === name);
  if (found === undefined) throw new Error(`There is no span ${name} among ${all.map((span) => span.name)}.`);
  return found;
}

test('one trace goes from a mutation to the commit of the replica', async () => {
  const trace = await spansOf(await send('mutation { addProduct(name: "Kettle") }'));
  const operation = named(trace, 'graphql shop');
  const command = named(trace, 'command');
  expect(operation.parentSpanId).toBe(CALLER_SPAN);
  expect(command.parentSpanId).toBe(operation.spanId);
  expect(named(trace, 'publish shelf')).toMatchObject({
    parentSpanId: command.spanId,
    attributes: { 'strata.service': 'shop' },
  });
  expect(named(trace, 'take in shop')).toMatchObject({
    parentSpanId: command.spanId,
    failure: undefined,
    attributes: { 'strata.service': 'shelf', 'strata.contents': 'entity shop.Product 1' },
  });
});

test('it goes on to handlers and tasks', async () => {
  const productId = await both.addProduct('Toaster');
  await both.settled();
  const trace = await spansOf(await send(`mutation { sell(productId: "${productId}", pieces: 2) }`));
  const command = named(trace, 'command');
  const handled = named(trace, 'handle shop.ProductSold');
  expect(handled).toMatchObject({ parentSpanId: command.spanId, attributes: { 'strata.aggregate.id': productId } });
  expect(named(trace, 'task shelf.restock').parentSpanId).toBe(command.spanId);
});

test('what several traces sent together is a span of its own, linked to each', async () => {
  spans.splice(0);
  const ids = await Promise.all(
    Array.from({ length: 24 }, (_, index) => send(`mutation { addProduct(name: "Cup ${index}") }`)),
  );
  const traces = await Promise.all(ids.map(spansOf));
  const commands = traces.map((trace) => named(trace, 'command'));
  // Each row has its envelope, or shares one with others.
  const taken = spans.filter(({ name }) => name === 'take in shop');
  const reached = new Set(
    taken.flatMap(({ parentSpanId, links }) => [parentSpanId, ...links.map(({ spanId }) => spanId)]),
  );
  expect(commands.filter(({ spanId }) => !reached.has(spanId))).toEqual([]);
});

test('a trace that nobody records leaves no spans', async () => {
  const before = spans.length;
  expect(await spansOf(await send('mutation { addProduct(name: "Spoon") }', '00'))).toEqual([]);
  expect(spans.slice(before).filter(({ name }) => /^(publish|take in)/.test(name))).toEqual([]);
});
