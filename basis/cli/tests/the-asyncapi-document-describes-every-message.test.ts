import {
  type Contract,
  entity,
  event,
  id,
  list,
  money,
  oneOf,
  optional,
  record,
  task,
  text,
} from '@strata/basis-contract';
import type { Role, Use } from '@strata/basis-subgraph';
import { asyncApiOf } from '../src/contracts/asyncapi.ts';

const Order = entity('shop.Order', 1, {
  note: optional(text()),
  lines: list(record({ productId: id(), price: money() })),
});
const OrderPlaced = event('shop.OrderPlaced', 2, { of: Order, fields: { how: oneOf('WEB', 'TILL') } });
const ship = task('depot.ship', 1, { input: { orderId: id() }, output: { parcel: text() }, failures: ['LOST'] });
const owners = [
  { name: 'shop', contracts: [Order, OrderPlaced], lock: {} },
  { name: 'depot', contracts: [ship], lock: {} },
];
const use = (service: string, role: Role, contract: Contract): Use => ({ service, role, contract });
const uses = [
  use('shop', 'publishes', Order),
  use('shop', 'publishes', OrderPlaced),
  use('shop', 'asks for', ship),
  use('shop', 'learns the outcome of', ship),
  use('depot', 'replicates', Order),
  use('depot', 'handles', OrderPlaced),
  use('depot', 'carries out', ship),
];

// biome-ignore lint/suspicious/noExplicitAny: a document of someone else's format, read by path
const document: any = asyncApiOf({ owners, uses }, { title: 'Shop' });

/** What `#/a/b` points at. */
// biome-ignore lint/suspicious/noExplicitAny: as above
function at(pointer: string): any {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce((inner, key) => inner?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

test('a topic is a channel, a version of its contract a message of it; a task has a channel for outcomes too', () => {
  expect(document.asyncapi).toBe('3.0.0');
  expect(Object.keys(document.channels)).toEqual([
    'shop.Order',
    'shop.OrderPlaced',
    'depot.ship',
    'depot.ship.outcome',
  ]);
  expect(document.channels['shop.OrderPlaced']).toEqual({
    address: 'shop.OrderPlaced',
    messages: { v2: { $ref: '#/components/messages/shop.OrderPlaced.v2' } },
  });
});

test('each part of a manifest is an operation: sending or receiving, a task with its reply', () => {
  const actions = Object.entries<{ action: string }>(document.operations).map(([name, { action }]) => [name, action]);
  expect(Object.fromEntries(actions)).toEqual({
    'shop.publishes.shop.Order.v1': 'send',
    'shop.publishes.shop.OrderPlaced.v2': 'send',
    'shop.asks-for.depot.ship.v1': 'send',
    'shop.learns-the-outcome-of.depot.ship.v1': 'receive',
    'depot.replicates.shop.Order.v1': 'receive',
    'depot.handles.shop.OrderPlaced.v2': 'receive',
    'depot.carries-out.depot.ship.v1': 'receive',
  });
  expect(document.operations['shop.asks-for.depot.ship.v1'].reply.channel.$ref).toBe('#/channels/depot.ship.outcome');
});

test('whatever is referred to is there, and messages of an operation are those of its channel', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((reference) => at(reference) === undefined)).toEqual([]);
  for (const { channel, messages } of Object.values<{ channel: { $ref: string }; messages: { $ref: string }[] }>(
    document.operations,
  )) {
    expect(messages.every(({ $ref }) => $ref.startsWith(`${channel.$ref}/messages/`))).toBe(true);
  }
});

test('a message is a CloudEvent: its type is name and version, its subject the aggregate', () => {
  const { payload } = document.components.messages['shop.Order.v1'];
  expect(payload.required).toEqual(expect.arrayContaining(['specversion', 'id', 'source', 'type', 'subject', 'time']));
  expect(payload.properties).toMatchObject({
    specversion: { const: '1.0' },
    source: { const: '/shop' },
    type: { const: 'shop.Order.v1' },
    subject: { format: 'uuid', 'x-outbox': 'aggregate_id' },
    time: { format: 'date-time', 'x-outbox': 'created_at' },
    aggregateversion: { 'x-outbox': 'aggregate_version' },
    data: { $ref: '#/components/schemas/shop.Order.v1' },
  });
});

test('its data is the contract, as JSON Schema', () => {
  expect(document.components.schemas['shop.Order.v1']).toMatchObject({
    type: 'object',
    required: ['lines'],
    properties: {
      note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      lines: {
        type: 'array',
        items: { required: ['productId', 'price'], properties: { productId: { format: 'uuid' } } },
      },
    },
  });
  expect(document.components.schemas['depot.ship.v1.outcome'].oneOf).toMatchObject([
    { properties: { status: { const: 'done' }, output: { required: ['parcel'] } } },
    { properties: { status: { const: 'failed' }, failure: { enum: expect.arrayContaining(['LOST']) } } },
    { properties: { status: { const: 'expired' } } },
    { properties: { status: { const: 'cancelled' } } },
  ]);
});
