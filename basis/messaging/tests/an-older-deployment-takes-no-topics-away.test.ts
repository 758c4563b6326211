import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Relay } from '../src/relay/relay.ts';
import { createRelayStage, type Reader, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

const NEW_TOPIC = 'catalog.Category';

let stage: RelayStage;
let relay: Relay;
let reader: Reader;
beforeEach(async () => {
  stage = await createRelayStage();
  relay = await stage.relay();
  reader = stage.reader('orders');
});
afterEach(() => stage.stop());

function askStill(topics: readonly string[]): Promise<boolean> {
  return relay.handle({ kind: 'subscribe', consumer: 'orders', topics, still: true });
}

async function topics(): Promise<string[]> {
  const { rows } = await stage.pool.query("select topics from outbox.consumer where name = 'orders'");
  return [...rows[0].topics].sort();
}

/** As if all that was asked had been asked so much earlier. */
async function pass(minutes: number): Promise<void> {
  await stage.pool.query(
    `update outbox.asking set since = since - make_interval(mins => $1), at = at - make_interval(mins => $1),
      topics = (select jsonb_object_agg(key, value::timestamptz - make_interval(mins => $1)) from jsonb_each_text(topics))`,
    [minutes],
  );
}

/** Minutes in which a process goes on asking for these alone. */
async function goOnAsking(minutes: number, wanted: readonly string[]): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await pass(1);
    await askStill(wanted);
  }
}

test('a process of an older deployment that starts again takes nothing from a newer one', async () => {
  await reader.subscribe(relay, [TOPIC, NEW_TOPIC]);
  await reader.subscribe(relay, [TOPIC]);
  const [id] = await write(stage.pool, { topic: NEW_TOPIC });
  relay.wake();
  await until(() => {
    reader.read();
    return reader.taken.length === 1;
  });
  expect(reader.ids).toEqual([id]);
  await goOnAsking(9, [TOPIC]);
  expect(await topics()).toEqual([NEW_TOPIC, TOPIC]);
});

test('what nobody of a consumer asks for any more ends after ten minutes, and the consumer is told', async () => {
  await reader.subscribe(relay, [TOPIC, NEW_TOPIC]);
  await goOnAsking(11, [TOPIC]);
  expect(await topics()).toEqual([TOPIC]);
  expect(reader.readAnswers().at(-1)).toMatchObject({ kind: 'subscribed', topics: [TOPIC] });
});

test('what both of two deployments ask for now and then stays', async () => {
  await reader.subscribe(relay, [TOPIC]);
  await reader.subscribe(relay, [NEW_TOPIC]);
  for (let turn = 0; turn < 4; turn += 1) {
    await goOnAsking(5, [TOPIC]);
    await goOnAsking(1, [NEW_TOPIC]);
  }
  expect(await topics()).toEqual([NEW_TOPIC, TOPIC]);
});

test('a consumer that was down loses nothing by coming back with an older process first', async () => {
  await reader.subscribe(relay, [TOPIC, NEW_TOPIC]);
  await pass(600);
  const [id] = await write(stage.pool, { topic: NEW_TOPIC });
  await reader.subscribe(relay, [TOPIC]);
  await goOnAsking(9, [TOPIC]);
  expect(await topics()).toEqual([NEW_TOPIC, TOPIC]);
  await until(() => {
    reader.read();
    return reader.taken.length === 1;
  });
  expect(reader.ids).toEqual([id]);
});

test('to go on asking moves no place of the stream; a topic that is new then is asked for in full', async () => {
  await reader.subscribe(relay, [TOPIC]);
  const places = async () => (await stage.pool.query('select * from outbox.stream order by part')).rows;
  const before = await places();
  await askStill([TOPIC]);
  expect(await places()).toEqual(before);
  await askStill([TOPIC, NEW_TOPIC]);
  expect(await topics()).toEqual([NEW_TOPIC, TOPIC]);
});

test('a process that hears a broadcast gets what it asked for last', async () => {
  await reader.subscribe(relay, [TOPIC, NEW_TOPIC], true);
  await reader.subscribe(relay, [TOPIC], true);
  expect(await topics()).toEqual([TOPIC]);
});
