import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aggregateOf, createRelayStage, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

const OTHER = 'catalog.Brand';

test('a topic that is asked for later does not carry a stream beyond its end', async () => {
  const relay = await stage.relay();
  const before = stage.reader('orders');
  await before.subscribe(relay);
  const aggregate = await aggregateOf(stage.pool, 3);
  stage.recorder.state = 'loses';
  const [first] = await write(stage.pool, { aggregate }, { aggregate, topic: OTHER });
  relay.wake();
  await until(() => relay.counters.messagesSent >= 1);

  // the consumer starts again, with one topic more, before it has acknowledged anything
  const reader = stage.reader('orders');
  await reader.subscribe(relay, [TOPIC, OTHER]);
  stage.recorder.state = 'keeps';
  await until(() => {
    reader.read();
    return reader.taken.length > 0;
  });
  const { epoch } = await relay.status();
  await reader.ack(relay);
  expect(reader.ids).toEqual([first]);
  expect((await relay.status()).epoch).toBe(epoch);
  const [next] = await write(stage.pool, { aggregate, topic: OTHER });
  relay.wake();
  await until(() => {
    reader.read();
    return reader.taken.length > 1;
  });
  expect(reader.ids).toEqual([first, next]);
});

test('the queue of a consumer that is away does not grow for ever', async () => {
  const relay = await stage.relay({ resendAfterMs: 5, pollMs: 10 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const { recorder } = stage;
  const waiting = Array.from({ length: 64 }, (_, n) => ({ id: `waiting-${n}`, data: {} }));
  recorder.queues.set('orders.events', waiting);
  await write(stage.pool, { aggregate: await aggregateOf(stage.pool, 3) });
  const resent = async (times: number) =>
    until(async () => ((await relay.status()).consumers[0]?.parts[3]?.resends ?? 0) >= times);
  await resent(6);
  expect(waiting.length).toBeLessThanOrEqual(64 + 1 + 3);

  // what waited there is lost: then it is sent again
  recorder.queues.delete('orders.events');
  await resent(7);
  await until(() => recorder.envelopes('orders').length === 1);
});
