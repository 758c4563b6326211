import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
