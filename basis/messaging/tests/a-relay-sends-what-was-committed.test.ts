import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Envelope } from '../src/queue/wire.ts';
import { parcelsOf } from '../src/relay/parcel.ts';
import { createRelayStage, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

test('a message goes to whoever subscribed to its topic, and to nobody else', async () => {
  const relay = await stage.relay();
  const [orders, reviews] = [stage.reader('orders'), stage.reader('reviews')];
  await orders.subscribe(relay);
  await reviews.subscribe(relay, ['catalog.Category']);
  const [first, second] = [randomUUID(), randomUUID()];
  const ids = await write(stage.pool, { aggregate: first, payload: { name: 'Bicycle' } }, { aggregate: second });
  relay.wake();
  await until(() => {
    orders.read();
    return orders.taken.length === 2;
  });
  expect(orders.ids.sort()).toEqual(ids);
  const message = orders.taken.find(([, id]) => id === ids[0]);
  expect(message).toEqual([2, ids[0], 'entity', TOPIC, 1, first, 1, { name: 'Bicycle' }, {}, expect.any(String)]);
  expect(Date.parse(message?.[9] ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(stage.recorder.envelopes('orders')[0]).toMatchObject({ contents: [`entity ${TOPIC} 1`], source: 'catalog' });
  expect(stage.recorder.envelopes('reviews')).toEqual([]);
});

test('what a tick holds for a consumer is one job, whatever parts it belongs to', async () => {
  const relay = await stage.relay();
  const orders = stage.reader('orders');
  await orders.subscribe(relay);
  await write(stage.pool, ...Array.from({ length: 20 }, () => ({ aggregate: randomUUID() })));
  relay.wake();
  await until(() => {
    orders.read();
    return orders.taken.length === 20;
  });
  expect(stage.recorder.envelopes('orders').length).toBeGreaterThan(3);
  expect(stage.recorder.queues.get('orders.events')).toHaveLength(1);
});

test('a parcel stays within its bounds, and what is large travels alone', () => {
  const sealed = (count: number, size = 10) => {
    const messages = 'x'.repeat(size);
    const data = { kind: 'envelope', count, messages } as Envelope;
    return { id: `${count}-${size}`, data };
  };
  const countsOf = (envelopes: ReturnType<typeof sealed>[]) =>
    parcelsOf(envelopes).map(({ data }) => {
      const job = data as { envelopes?: Envelope[] } & Envelope;
      return job.envelopes?.map(({ count }) => count) ?? job.count;
    });
  expect(countsOf([])).toEqual([]);
  expect(countsOf([sealed(1), sealed(2), sealed(3)])).toEqual([[1, 2, 3]]);
  expect(countsOf([sealed(500), sealed(1), sealed(499), sealed(1)])).toEqual([500, [1, 499], 1]);
  expect(countsOf([sealed(1, 200_000), sealed(2, 100_000), sealed(3, 30_000), sealed(4, 2_000)])).toEqual([
    1,
    [2, 3],
    4,
  ]);
});
