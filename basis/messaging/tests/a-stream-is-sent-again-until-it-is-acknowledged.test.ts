import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Position } from '../src/queue/wire.ts';
import type { Relay } from '../src/relay/relay.ts';
import { aggregateOf, createRelayStage, Reader, Recorder, type RelayStage, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

/** As many messages of one part, in one transaction each. */
async function writeTo(part: number, count: number, relay?: Relay): Promise<number[]> {
  const aggregate = await aggregateOf(stage.pool, part);
  const ids: number[] = [];
  for (let version = 1; version <= count; version += 1) {
    ids.push(...(await write(stage.pool, { aggregate, version })));
    relay?.wake();
  }
  return ids;
}

async function takenBy(reader: Reader, count: number): Promise<void> {
  await until(() => {
    reader.read();
    return reader.taken.length >= count;
  });
}

test('what a queue lost is sent again as one envelope, and what follows is held to it', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  stage.recorder.state = 'loses';
  const ids = await writeTo(2, 4, relay);
  await until(() => relay.counters.messagesSent >= 4);
  stage.recorder.state = 'keeps';
  await takenBy(reader, 4);
  expect(reader.ids).toEqual(ids);
  const [merged] = stage.recorder.envelopes('orders');
  expect(merged).toMatchObject({ from: [1, 0], count: 4 });
  expect(relay.counters.resends).toBeGreaterThan(0);
  await reader.ack(relay);
  const [status] = (await relay.status()).consumers;
  expect(status).toMatchObject({ unacknowledged: 0, oldestSeconds: 0 });
});

test('what is acknowledged is not sent again', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await writeTo(0, 1, relay);
  await takenBy(reader, 1);
  await reader.ack(relay);
  const sent = stage.recorder.envelopes('orders').length;
  const { turns } = relay.counters;
  await until(() => relay.counters.turns >= turns + 5);
  expect(stage.recorder.envelopes('orders').length).toBe(sent);
});

test('a consumer that says what it is missing gets it at once, without waiting for the time to run out', async () => {
  const relay = await stage.relay({ resendAfterMs: 60_000, pollMs: 60_000 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  stage.recorder.state = 'loses';
  const [lost] = await writeTo(5, 1, relay);
  await until(() => relay.counters.messagesSent === 1);
  stage.recorder.state = 'keeps';
  const [next] = await writeTo(5, 1, relay);
  await until(() => {
    reader.read();
    return reader.gaps > 0;
  });
  await reader.ack(relay, [5]);
  await takenBy(reader, 2);
  expect(reader.ids).toEqual([lost, next]);
});

test('no more than a window is on its way; what is acknowledged makes room', async () => {
  const relay = await stage.relay({ windowMessages: 40, resendAfterMs: 60_000 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const aggregate = await aggregateOf(stage.pool, 1);
  const versions = Array.from({ length: 130 }, (_, index) => ({ aggregate, version: index + 1 }));
  const ids = await write(stage.pool, ...versions);
  relay.wake();
  await takenBy(reader, 40);
  const { turns } = relay.counters;
  await until(() => relay.counters.turns > turns + 2);
  reader.read();
  expect(reader.taken.length).toBe(40);
  expect((await relay.status()).consumers[0]).toMatchObject({ unacknowledged: 130 });
  while (reader.taken.length < 130) {
    await reader.ack(relay);
    await takenBy(reader, Math.min(130, reader.taken.length + 40));
  }
  expect(reader.ids).toEqual(ids);
  expect(reader.duplicates).toBe(0);
});

test('while the queues cannot be reached nothing is taken as sent; when they can, all is sent', async () => {
  const relay = await stage.relay({ resendAfterMs: 60_000, sendTimeoutMs: 50 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  for (const state of ['fails', 'hangs'] as const) {
    stage.recorder.state = state;
    const before = reader.taken.length;
    const { sendFailures } = relay.counters;
    await writeTo(4, 1, relay);
    await until(() => relay.counters.sendFailures > sendFailures);
    await writeTo(4, 2, relay);
    stage.recorder.state = 'keeps';
    await takenBy(reader, before + 3);
    await reader.ack(relay);
  }
  expect(reader.taken.map((message) => message[6])).toEqual([1, 1, 2, 1, 1, 2]);
});

test('a backlog of a consumer that was away comes in order, through windows', async () => {
  const relay = await stage.relay({ windowMessages: 20, resendAfterMs: 100 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  stage.recorder.state = 'loses';
  const ids = await writeTo(6, 90, relay);
  await until(() => relay.counters.messages === 90 && relay.counters.messagesSent >= 20);
  stage.recorder.state = 'keeps';
  await until(async () => {
    reader.read();
    await reader.ack(relay);
    return reader.taken.length === 90;
  });
  expect(reader.ids).toEqual(ids);
});

test('who is asked for a task is a consumer from then on, without having subscribed', async () => {
  const relay = await stage.relay();
  const [id] = await write(stage.pool, { target: 'payments-eg', topic: 'payments-eg.authorise' });
  relay.wake();
  await until(() => stage.recorder.envelopes('payments-eg').length > 0);
  const reader = stage.reader('payments-eg');
  await reader.subscribe(relay, []);
  await takenBy(reader, 1);
  expect(reader.ids).toEqual([id]);
  expect(reader.taken[0]).toMatchObject({ 2: 'task', 3: 'payments-eg.authorise' });
});

test('a consumer restored from a backup gets again what it has lost', async () => {
  const relay = await stage.relay({ resendAfterMs: 60_000 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const ids = await writeTo(3, 5, relay);
  await takenBy(reader, 2);
  const backup: Position[] = [...reader.cursors];
  const before = reader.taken.length;
  await takenBy(reader, 5);
  await reader.ack(relay);
  // It starts anew on its old state: subscribes, and says how far it is.
  const restored = new Reader(stage.recorder, 'orders');
  await restored.subscribe(relay);
  restored.cursors = backup;
  await restored.ack(relay);
  await takenBy(restored, 5 - before);
  expect(restored.ids).toEqual(ids.slice(before));
});

test('an acknowledgement that comes late, after one that says more, changes nothing', async () => {
  const relay = await stage.relay({ resendAfterMs: 60_000 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await writeTo(3, 1, relay);
  await takenBy(reader, 1);
  const early = reader.ackOf(reader.cursors);
  await reader.ack(relay);
  await writeTo(3, 1, relay);
  await takenBy(reader, 2);
  await reader.ack(relay);
  const before = await relay.status();
  await relay.handle(early);
  expect((await relay.status()).consumers[0]?.parts).toEqual(before.consumers[0]?.parts);
});

test('a consumer that is behind what is still kept is told that it has lost something', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await writeTo(3, 4, relay);
  await takenBy(reader, 4);
  await reader.ack(relay);
  const { tick } = await relay.status();
  await stage.pool.query('delete from outbox.tick where tick < $1', [tick - 1]);
  const restored = new Reader(stage.recorder, 'orders');
  await restored.subscribe(relay);
  await relay.handle(restored.ackOf(Array.from({ length: 8 }, () => [1, 0] as const)));
  const [answer] = restored.readAnswers();
  expect(answer).toMatchObject({ kind: 'lost', source: 'catalog', epoch: reader.epoch });
  expect(restored.cursors[3]?.[0]).toBe(tick - 1);
  const [id] = await writeTo(3, 1, relay);
  await until(() => {
    restored.read();
    return restored.ids.includes(id as number);
  });
});

test('a consumer that was given up is kept for no more; when it comes back it is told so', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  expect(await relay.abandon('orders')).toBe(true);
  expect(await relay.abandon('orders')).toBe(false);
  await writeTo(3, 1, relay);
  await until(() => relay.counters.ticks === 1);
  expect((await relay.status()).consumers).toMatchObject([{ name: 'orders', state: 'abandoned', parts: [] }]);
  await relay.handle({ kind: 'subscribe', consumer: 'orders', topics: ['catalog.Product'] });
  expect(reader.readAnswers()).toMatchObject([{ kind: 'lost' }]);
  const [id] = await writeTo(3, 1, relay);
  await takenBy(reader, 1);
  expect(reader.ids).toEqual([id]);
});

test('a process that falls silent is forgotten, with its queues, and told so when it speaks again', async () => {
  const relay = await stage.relay({ processTimeoutMs: 300 });
  const reader = stage.reader('orders-1a2b');
  await reader.subscribe(relay, undefined, true);
  const { registeredAt } = (await relay.status()).consumers[0] ?? {};
  expect(registeredAt).toBeDefined();
  await until(async () => (await relay.status()).consumers.length === 0);
  expect(stage.recorder.removed).toEqual(expect.arrayContaining(['orders-1a2b.events', 'orders-1a2b.control']));
  await reader.ack(relay);
  expect(reader.readAnswers().at(-1)).toMatchObject({ kind: 'lost' });
});

test('messages that are no longer there do not break the chain', async () => {
  const recorder = new Recorder();
  const relay = await stage.relay({ recorder });
  const reader = new Reader(recorder, 'orders');
  await reader.subscribe(relay);
  recorder.state = 'loses';
  const [gone] = await writeTo(3, 1, relay);
  await until(() => relay.counters.messagesSent === 1);
  await stage.pool.query('delete from outbox.message where id = $1', [gone]);
  recorder.state = 'keeps';
  const [kept] = await writeTo(3, 1, relay);
  await takenBy(reader, 1);
  expect(reader.ids).toEqual([kept]);
});
