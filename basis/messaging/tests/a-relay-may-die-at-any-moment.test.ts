import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { END_CONNECTIONS } from '@strata/basis-testing';
import type { Checkpoint } from '../src/parts.ts';
import { connect, createRelayStage, type RelayStage, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

const POINTS: Checkpoint[] = [
  'before the tick',
  'after the tick, before the publish',
  'in the middle of the publish',
  'after the publish',
];

test.each(POINTS)('one that dies %s is followed by one that goes on', async (point) => {
  const readers = [stage.reader('orders'), stage.reader('reviews')];
  let armed = false;
  let dead = false;
  const first = await stage.relay({
    checkpoint: (at) => {
      // Dead is dead: whatever it would do after that point, it does not do.
      if ((armed && at === point) || dead) {
        dead = true;
        throw new Error(`died ${point}`);
      }
    },
  });
  for (const reader of readers) await reader.subscribe(first);
  armed = true;
  const ids = await write(stage.pool, ...Array.from({ length: 30 }, () => ({})));
  first.wake();
  await until(() => dead);
  await first.stop();
  const second = await stage.relay();
  ids.push(...(await write(stage.pool, {}, {})));
  second.wake();
  await until(async () => {
    for (const reader of readers) {
      reader.read();
      await reader.ack(second);
    }
    return readers.every(({ taken }) => taken.length >= ids.length);
  });
  for (const reader of readers) expect(reader.ids.toSorted((a, b) => a - b)).toEqual(ids);
});

test('one that is cut off from its database goes on when that is back', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const admin = await connect(stage.url);
  for (let n = 0; n < 3; n += 1) {
    await admin.query(END_CONNECTIONS, [null]);
    await write(admin, {});
    relay.wake();
    await until(() => {
      reader.read();
      return reader.taken.length > n;
    });
  }
  await admin.end();
  expect(new Set(reader.ids).size).toBe(3);
});

test('one that was stopped in the middle of a tick holds up no other', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  // What a tick holds for as long as it is being made.
  const stopped = await connect(stage.url);
  await stopped.query('begin');
  await stopped.query('select from outbox.tick order by tick desc limit 1 for update');
  await write(stage.pool, {});
  relay.wake();
  await until(() => relay.counters.busy > 0);
  // The server ends a statement that takes too long; nothing that a relay does holds a lock between two.
  await stopped.end();
  await until(() => {
    reader.read();
    return reader.taken.length === 1;
  });
  expect(relay.counters.ticks).toBe(1);
});
