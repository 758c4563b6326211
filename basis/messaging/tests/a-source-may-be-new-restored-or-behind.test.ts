import { randomUUID } from 'node:crypto';
import type { Position } from '../src/queue/wire.ts';
import { createStage, leaving, positionOf, replica, SHOP, type Stage, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

const allAt = (id: number): Position[] => Array(8).fill(positionOf(id));

async function acknowledged(id: number): Promise<void> {
  await until(
    () => stage.orders.acknowledged(),
    (seen) => seen >= id,
  );
}

test('a service asks its sources for what it takes, until they answer', async () => {
  const { orders } = stage;
  orders.answers = false;
  await stage.process({ handlers: [leaving()], absorbers: [replica] });
  await until(
    () => orders.subscriptions.length,
    (count) => count >= 2,
  );
  expect(orders.subscriptions[0]).toEqual({
    kind: 'subscribe',
    consumer: SHOP,
    topics: ['orders.Order', 'orders.OrderPlaced'],
  });
  orders.cursors = allAt(5);
  orders.answers = true;
  await until(
    () => stage.cursor(7),
    (id) => id === 5,
  );
  await orders.send(orders.envelope(5, [{ id: 6 }]));
  await acknowledged(6);
  expect(await stage.effects()).toEqual(['m6']);
});

test('a source that is not known yet is asked when it sends a task or an outcome', async () => {
  const { orders } = stage;
  orders.answers = false;
  await stage.process({});
  expect(orders.subscriptions).toEqual([]);
  orders.answers = true;
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await until(
    () => stage.cursor(7),
    (id) => id === 0,
  );
  await until(
    () => orders.subscriptions,
    ([first]) => first?.topics.length === 0,
  );
});

test('the answer to a second subscription moves nothing', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }, { id: 2 }]));
  await acknowledged(2);
  orders.acks.length = 0;
  await orders.tell(SHOP, { kind: 'subscribed' });
  await acknowledged(2);
  expect(await stage.cursor()).toBe(2);
  expect(stage.resets).toEqual([]);
});

test('a source that was restored is followed in its new epoch, and what was kept of it is built anew', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }, { id: 2 }, { id: 3 }]));
  await acknowledged(3);
  const late = orders.envelope(3, [{ id: 4, name: 'of the old epoch' }]);
  const old = orders.epoch;
  orders.epoch = randomUUID();
  orders.cursors = allAt(1);
  await orders.send(orders.envelope(1, [{ id: 2, name: 'another m2' }]));
  await until(
    () => stage.cursor(),
    (id) => id === 1,
  );
  expect(stage.resets).toEqual(['orders']);
  await orders.send(orders.envelope(1, [{ id: 2, name: 'another m2' }]));
  await until(
    () => stage.effects(),
    (effects) => effects.includes('another m2'),
  );
  // What was under way comes in late: messages of the old epoch, and an answer that names it.
  const asked = orders.subscriptions.length;
  const current = orders.epoch;
  orders.epoch = old;
  orders.cursors = allAt(0);
  await orders.tell(SHOP, { kind: 'subscribed' });
  orders.epoch = current;
  await orders.send(late, orders.envelope(2, [{ id: 3, name: 'another m3' }]));
  await until(
    () => stage.effects(),
    (effects) => effects.includes('another m3'),
  );
  expect(await stage.effects()).toEqual(['m1', 'm2', 'm3', 'another m2', 'another m3']);
  expect(stage.resets).toEqual(['orders']);
  expect(orders.subscriptions.length).toBe(asked);
});

test('where a new epoch goes on with the one before, nothing is taken in twice', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(
    orders.envelope(0, [{ id: 1 }, { id: 2 }]),
    orders.envelope(0, [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }], 1),
  );
  await acknowledged(2);
  await until(
    () => orders.acknowledged(1),
    (id) => id === 4,
  );
  // Its acknowledgements are gone with the rest of what was lost; up to 3, the streams are as they were.
  orders.continues = { epoch: orders.epoch, cursors: allAt(3) };
  orders.epoch = randomUUID();
  orders.cursors = allAt(0);
  await orders.tell(SHOP, { kind: 'subscribed' });
  await until(
    () => stage.cursor(1),
    (id) => id === 3,
  );
  expect(await stage.cursor(0)).toBe(2);
  await orders.send(orders.envelope(0, [{ id: 1 }, { id: 2 }, { id: 3, name: 'new in 0' }]));
  await orders.send(orders.envelope(3, [{ id: 4, name: 'new in 1' }], 1));
  await until(
    () => stage.effects(),
    (effects) => effects.includes('new in 0') && effects.includes('new in 1'),
  );
  expect((await stage.effects()).sort()).toEqual(['m1', 'm1', 'm2', 'm2', 'm3', 'm4', 'new in 0', 'new in 1']);
  expect(stage.resets).toEqual(['orders']);
});

test('a service that lags behind what its source still has goes on from there, and builds anew', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await acknowledged(1);
  await orders.send(orders.envelope(0, [{ id: 30 }], 1));
  await until(
    () => orders.acknowledged(1),
    (id) => id === 30,
  );
  orders.cursors = allAt(20);
  await orders.tell(SHOP, { kind: 'lost' });
  await acknowledged(20);
  expect(stage.resets).toEqual(['orders']);
  expect([await stage.cursor(0), await stage.cursor(1)]).toEqual([20, 30]);
  // The source may not know it any more, so it subscribes again.
  await until(
    () => orders.subscriptions.length,
    (count) => count === 2,
  );
  // The same answer again, and an older one, find nothing to do.
  await orders.tell(SHOP, { kind: 'lost' });
  orders.cursors = allAt(10);
  await orders.tell(SHOP, { kind: 'lost' });
  await orders.send(orders.envelope(20, [{ id: 21 }]));
  await acknowledged(21);
  expect(stage.resets).toEqual(['orders']);
});

test('a reset that fails is told again, and the cursors stay until it has happened', async () => {
  let broken = true;
  const onReset = async (source: string) => {
    if (broken) throw new Error('the replica cannot be reset now');
    stage.resets.push(source);
  };
  await stage.process({ handlers: [leaving()], onReset });
  const { orders } = stage;
  orders.epoch = randomUUID();
  orders.cursors = allAt(9);
  await orders.tell(SHOP, { kind: 'subscribed' });
  await orders.tell(SHOP, { kind: 'subscribed' });
  expect(await stage.cursor()).toBe(0);
  broken = false;
  await orders.tell(SHOP, { kind: 'subscribed' });
  await until(
    () => stage.cursor(),
    (id) => id === 9,
  );
  expect(stage.resets).toEqual(['orders']);
});

test('status says where each part of each source stands', async () => {
  const inbox = await stage.process({ absorbers: [replica] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 2, kind: 'entity' }], 3));
  await until(
    () => orders.acknowledged(3),
    (id) => id === 2,
  );
  const { sources, counters, deadLetters } = await inbox.status();
  expect(sources).toMatchObject([{ source: 'orders', epoch: orders.epoch }]);
  expect(sources[0]?.parts[3]).toMatchObject({ part: 3, tick: 1, id: 2 });
  expect(sources[0]?.parts[3]?.lastEnvelopeSeconds).toBeLessThan(30);
  expect(sources[0]?.parts[2]?.lastEnvelopeSeconds).toBeNull();
  expect(counters).toMatchObject({ envelopes: 1, messages: 1, duplicates: 0 });
  expect(counters.lagSeconds['orders 3']).toBeLessThan(30);
  expect(deadLetters).toEqual({ failed: 0, behind: 0 });
});
