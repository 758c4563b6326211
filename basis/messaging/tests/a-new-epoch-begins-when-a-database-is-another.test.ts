import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkEpoch, prepareEpoch } from '../src/relay/epoch.ts';
import { createRelayStage, Reader, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

/** So many that one of them would meet a commit at the wrong moment. */
const LOOKS = 1_000;

let stage: RelayStage;
const copies: RelayStage[] = [];
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(async () => {
  for (const copy of copies.splice(0)) await copy.stop();
  await stage.stop();
});

test('the epoch stays while the database does', async () => {
  const epoch = await prepareEpoch(stage.pool);
  expect(await Promise.all([prepareEpoch(stage.pool), prepareEpoch(stage.pool)])).toEqual([epoch, epoch]);
});

test('whoever commits while the epoch is looked at does not look like the future', async () => {
  const epoch = await prepareEpoch(stage.pool);
  let writing = true;
  const writers = [1, 2].map(async () => {
    while (writing) await write(stage.pool, {});
  });
  const found = new Set<string>();
  for (let look = 0; look < LOOKS; look += 1) found.add(await checkEpoch(stage.pool));
  writing = false;
  await Promise.all(writers);
  expect([...found]).toEqual([epoch]);
});

test('what a database is, an ordinary role may read', async () => {
  await prepareEpoch(stage.pool);
  const { rows } = await stage.pool.query<{ identity: string; super: boolean }>(
    "select outbox.identity() as identity, current_setting('is_superuser')::boolean as super",
  );
  expect(rows[0]).toEqual({ identity: expect.stringMatching(/^\d+\/[0-9A-F]{8}\/\d+\/\d+$/), super: false });
});

test('a copy of a database begins an epoch, tells its consumers, and loses nothing that was not acknowledged', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const [known] = await write(stage.pool, {});
  relay.wake();
  await until(() => {
    reader.read();
    return reader.taken.length === 1;
  });
  await reader.ack(relay);
  stage.recorder.state = 'loses';
  const [unseen] = await write(stage.pool, {});
  relay.wake();
  await until(() => relay.counters.messagesSent === 2);
  await relay.stop();
  const [unticked] = await write(stage.pool, {});

  const copy = await stage.clone();
  copies.push(copy);
  const there = new Reader(copy.recorder, 'orders');
  const after = await copy.relay();
  // Nothing happens there, and yet the consumer hears of it.
  await until(() => there.readAnswers().length > 0);
  expect(there.epoch).not.toBe(reader.epoch);
  const [told] = copy.recorder.answers('orders');
  expect(told).toMatchObject({ kind: 'subscribed', continues: { epoch: reader.epoch } });
  await until(() => {
    there.read();
    return there.taken.length === 2;
  });
  expect(there.ids.toSorted((a, b) => a - b)).toEqual([unseen, unticked]);
  expect(there.ids).not.toContain(known);
  // An acknowledgement of the life before is answered, and changes nothing.
  await after.handle(reader.ackOf(reader.cursors));
  expect(there.readAnswers()).toMatchObject([{ kind: 'subscribed', epoch: there.epoch }]);
});

test('a dump that was read into a server whose transactions are behind is sent anew from where it was acknowledged', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await write(stage.pool, {}, {}, {});
  relay.wake();
  await until(() => {
    reader.read();
    return reader.taken.length === 3;
  });
  await reader.ack(relay);
  stage.recorder.state = 'loses';
  await write(stage.pool, { payload: { name: 'sent' } });
  relay.wake();
  await until(() => relay.counters.messagesSent === 4);
  await relay.stop();
  await write(stage.pool, { payload: { name: 'not even claimed' } });
  await write(stage.pool, { payload: { name: 'a task' }, target: 'mail-eg', topic: 'mail-eg.send' });
  // Every transaction id of the rows lies far ahead of the server's, as after a restore into a fresh one.
  await stage.pool.query(`
    update outbox.message set xid = ('1000' || xid)::xid8;
    update outbox.tick set snapshot = regexp_replace(snapshot::text, '(\\d+)', '1000\\1', 'g')::pg_snapshot where tick > 1`);
  stage.recorder.state = 'keeps';
  const after = await stage.relay();
  await until(() => reader.readAnswers().length > 0);
  const later = await write(stage.pool, { payload: { name: 'after' } });
  after.wake();
  await until(() => {
    reader.read();
    return reader.taken.length >= 6;
  });
  const names = reader.taken.slice(3).map((message) => (message[7] as { name: string }).name);
  expect(names.toSorted()).toEqual(['after', 'not even claimed', 'sent']);
  expect(reader.ids).toEqual(expect.arrayContaining(later));
  await until(() => stage.recorder.envelopes('mail-eg').length > 0);
  expect(stage.recorder.envelopes('mail-eg')[0]?.messages).toContain('a task');
});

test('a consumer that has what its source knows nothing of makes it begin an epoch', async () => {
  const relay = await stage.relay();
  const [ahead, other] = [stage.reader('orders'), stage.reader('reviews')];
  await ahead.subscribe(relay);
  await other.subscribe(relay);
  await write(stage.pool, {}, {});
  relay.wake();
  await until(() => {
    other.read();
    return other.taken.length === 2;
  });
  await other.ack(relay);
  await relay.handle(ahead.ackOf(Array.from({ length: 8 }, () => [1_000, 1_000] as const)));
  await until(() => other.readAnswers().length > 0);
  const [told] = ahead.readAnswers().slice(-1);
  expect(told).toMatchObject({ kind: 'subscribed', epoch: other.epoch });
  const [next] = await write(stage.pool, {});
  relay.wake();
  await until(() => {
    for (const reader of [ahead, other]) reader.read();
    return other.taken.length === 3 && ahead.taken.length === 1;
  });
  expect([ahead.ids.at(-1), other.ids.at(-1)]).toEqual([next, next]);
});

test('what was written before any relay ran is claimed by the first', async () => {
  const [task] = await write(stage.pool, { target: 'mail-eg', topic: 'mail-eg.send' });
  await write(stage.pool, { topic: TOPIC });
  await stage.relay();
  await until(() => stage.recorder.envelopes('mail-eg').length > 0);
  expect(JSON.parse(stage.recorder.envelopes('mail-eg')[0]?.messages ?? '')).toMatchObject([{ 0: 2, 1: task }]);
});
