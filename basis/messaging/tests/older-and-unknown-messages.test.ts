import { entity, event, text } from '@strata/basis-contract';
import { on } from '../src/inbox/handler.ts';
import { upcast } from '../src/inbox/upcast.ts';
import type { Absorber } from '../src/parts.ts';
import { aggregate, createStage, Effect, leaving, Order, replica, type Stage, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

const [A, B] = [aggregate(1), aggregate(2)];

const OrderPlaced2 = event('orders.OrderPlaced', 2, { of: Order, fields: { title: text() } });
const newer = on(OrderPlaced2, ({ em }, { title }) => {
  em.persist(Object.assign(new Effect(), { what: `title ${title}` }));
});

async function acknowledged(id: number): Promise<void> {
  await until(
    () => stage.orders.acknowledged(),
    (seen) => seen >= id,
  );
}

test('what nobody here knows is parked, and a deployment that knows it takes it in by itself', async () => {
  const handler = leaving();
  const inbox = await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.send(
    orders.envelope(0, [
      { id: 1, topic: 'orders.OrderPlaced', schemaVersion: 2, aggregateId: A },
      { id: 2, topic: 'orders.OrderPraised', aggregateId: B },
      { id: 3, name: 'A3', aggregateId: A },
    ]),
  );
  await acknowledged(3);
  expect(await stage.effects()).toEqual([]);
  expect(await stage.parked()).toEqual(['m1 failed UNKNOWN_VERSION', 'm2 failed UNKNOWN_MESSAGE', 'A3 behind BEHIND']);
  expect(inbox.counters.parked).toEqual({ UNKNOWN_VERSION: 1, UNKNOWN_MESSAGE: 1, BEHIND: 1 });
  const NamedOrderPlaced2 = event('orders.OrderPlaced', 2, { of: Order, fields: { name: text() } });
  const second = on(
    NamedOrderPlaced2,
    ({ em }, { name }) => {
      em.persist(Object.assign(new Effect(), { what: `2 ${name}` }));
    },
    { name: 'newer' },
  );
  const letters = stage.deadLetters({ handlers: [handler, second.handler] });
  expect(await letters.resume()).toMatchObject({ replayed: 2, failed: 0 });
  expect(await stage.effects()).toEqual(['2 m1', 'A3']);
  expect(await letters.list()).toMatchObject([{ reason: 'UNKNOWN_MESSAGE', topic: 'orders.OrderPraised' }]);
  expect(await letters.resume()).toMatchObject({ total: 0 });
});

test('what no deployment asks for any more holds nothing up for ever', async () => {
  const handler = leaving();
  await stage.process({ handlers: [handler] });
  const { orders } = stage;
  const praise = { id: 1, topic: 'orders.OrderPraised', aggregateId: A };
  await orders.send(orders.envelope(0, [praise, { id: 2, name: 'A2', aggregateId: A }]));
  await acknowledged(2);
  const letters = stage.deadLetters({ handlers: [handler] });
  const parkedBefore = (minutes: number) =>
    stage.pool.query('update inbox.dead_letter set parked_at = now() - make_interval(mins => $1)', [minutes]);
  const sent = (topics: string[]) => stage.pool.query('update inbox.source set topics = $1', [topics]);
  await sent(['orders.OrderPlaced', 'orders.OrderPraised']);
  await parkedBefore(60);
  expect(await letters.resume()).toMatchObject({ total: 0 });
  await sent(['orders.OrderPlaced']);
  await parkedBefore(5);
  expect(await letters.resume()).toMatchObject({ total: 0 });
  await parkedBefore(11);
  expect(await letters.resume()).toMatchObject({ replayed: 1 });
  expect(await stage.effects()).toEqual(['A2']);
  expect(await letters.list({ state: 'discarded' })).toMatchObject([{ topic: 'orders.OrderPraised' }]);
  const { rows } = await stage.pool.query("select who from inbox.audit where action = 'dead letters retired'");
  expect(rows).toEqual([{ who: 'platform' }]);
});

test('a handler sees a message of an older version as one of its own', async () => {
  const first = upcast(OrderPlaced2, { fromVersion: 1 }, ({ name }) => ({ title: `${name} of old` }));
  await stage.process({ handlers: [newer.handler], upcasters: [first.upcaster] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await acknowledged(1);
  expect(await stage.effects()).toEqual(['title m1 of old']);
});

test('what an upcaster cannot turn is parked as an invalid payload', async () => {
  const { upcaster } = upcast(OrderPlaced2, { fromVersion: 1 }, () => {
    throw new Error('no title to be found');
  });
  await stage.process({ handlers: [newer.handler], upcasters: [upcaster] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await acknowledged(1);
  expect(await stage.parked()).toEqual(['m1 failed INVALID_PAYLOAD']);
});

test('a replica takes rows of several versions in as its own', async () => {
  const Order3 = entity('orders.Order', 3, { name: text() });
  const third: Absorber = {
    ...replica,
    schemaVersion: 3,
    absorb: (client, batch) => {
      const asItsOwn = batch.messages.replaceAll('"orders.Order",3,', '"orders.Order",1,');
      return replica.absorb(client, { ...batch, messages: asItsOwn });
    },
  };
  const chain = [
    upcast(Order3, { fromVersion: 1, toVersion: 2 }, ({ name }) => ({ name: `${name}+2` })),
    upcast(Order3, { fromVersion: 2 }, ({ name }) => {
      if (name === 'bad') throw new Error('not to be cast');
      return { name: `${name}+3` };
    }),
  ];
  await stage.process({ absorbers: [third], upcasters: chain.map(({ upcaster }) => upcaster) });
  const { orders } = stage;
  const row = (id: number, schemaVersion: number, name = `v${schemaVersion}`) => {
    return { id, kind: 'entity' as const, name, schemaVersion, aggregateId: aggregate(id) };
  };
  await orders.send(orders.envelope(0, [row(1, 1), row(2, 2), row(3, 3)]));
  await acknowledged(3);
  expect(await stage.replica()).toEqual({ 1: 'v1+2+3', 2: 'v2+3', 3: 'v3' });
  await orders.send(orders.envelope(3, [row(4, 2, 'bad'), row(5, 2)]));
  await acknowledged(5);
  expect(await stage.replica()).toMatchObject({ 5: 'v2+3' });
  expect(await stage.parked()).toEqual(['bad failed INVALID_PAYLOAD']);
});
