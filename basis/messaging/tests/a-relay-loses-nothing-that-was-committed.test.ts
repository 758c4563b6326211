import { randomInt, randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Envelope } from '../src/queue/wire.ts';
import { aggregateOf, connect, createRelayStage, type RelayStage, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

test('a transaction that stays open holds nobody up, and its message comes when it commits', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const slow = await connect(stage.url);
  const aggregate = await aggregateOf(stage.pool, 3);
  try {
    await slow.query('begin');
    const [late] = await write(slow, { aggregate });
    const others: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      others.push(...(await write(stage.pool, { aggregate: await aggregateOf(stage.pool, 3) })));
      relay.wake();
      await until(() => {
        reader.read();
        return reader.taken.length === others.length;
      });
    }
    expect(reader.ids).toEqual(others);
    await slow.query('commit');
    relay.wake();
    await until(() => {
      reader.read();
      return reader.taken.length === others.length + 1;
    });
    expect(reader.ids.at(-1)).toBe(late);
    expect(late).toBeLessThan(others[0] as number);
  } finally {
    await slow.end();
  }
});

test('what a transaction that was rolled back wrote is never sent', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  const client = await connect(stage.url);
  await client.query('begin');
  const [gone] = await write(client, {});
  await client.query('rollback');
  await client.end();
  const [kept] = await write(stage.pool, {});
  await until(() => {
    reader.read();
    return reader.taken.length > 0;
  });
  expect(reader.ids).toEqual([kept]);
  expect(reader.ids).not.toContain(gone);
});

test('eight writers and two relays: each message once, and those of an aggregate in the order of their commits', async () => {
  const relays = [await stage.relay(), await stage.relay()];
  const readers = [stage.reader('orders'), stage.reader('reviews')];
  for (const reader of readers) await reader.subscribe(relays[0] as never);
  await stage.pool.query('create table counter (id uuid primary key, version int8 not null default 0)');
  const aggregates = Array.from({ length: 12 }, () => randomUUID());
  await stage.pool.query('insert into counter (id) select unnest($1::uuid[])', [aggregates]);
  const committed = new Map<number, string>();

  async function writer(): Promise<void> {
    const client = await connect(stage.url);
    for (let n = 0; n < 60; n += 1) {
      const aggregate = aggregates[randomInt(aggregates.length)] as string;
      await client.query('begin');
      const { rows } = await client.query<{ version: string }>(
        'update counter set version = version + 1 where id = $1 returning version',
        [aggregate],
      );
      const version = Number(rows[0]?.version);
      const [id] = await write(client, { aggregate, version });
      for (let breaths = randomInt(20); breaths > 0; breaths -= 1) await breathe();
      const kept = Math.random() < 0.85;
      await client.query(kept ? 'commit' : 'rollback');
      if (kept) committed.set(id as number, `${aggregate} ${version}`);
      relays[randomInt(2)]?.wake();
    }
    await client.end();
  }

  await Promise.all(Array.from({ length: 8 }, writer));
  await until(async () => {
    for (const reader of readers) {
      reader.read();
      await reader.ack(relays[1] as never);
    }
    return readers.every(({ taken }) => taken.length >= committed.size);
  });
  for (const { name, taken, ids } of readers) {
    expect(ids.toSorted((a, b) => a - b)).toEqual([...committed.keys()].sort((a, b) => a - b));
    for (const aggregate of aggregates) {
      const versions = taken.filter((message) => message[5] === aggregate).map((message) => message[6]);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
    chained(stage.recorder.envelopes(name));
  }
  expect(relays.map(({ counters }) => counters.ticks > 0)).toEqual([true, true]);
});

/** Without a gap: whatever was sent for the first time begins where something else ended. */
function chained(envelopes: readonly Envelope[]): void {
  const ends = new Set(envelopes.map(({ part, to }) => `${part} ${to}`));
  const starts = Map.groupBy(envelopes, ({ part, from }) => `${part} ${from}`);
  const roots = [...starts.keys()].filter((start) => !ends.has(start));
  expect(roots.length).toBeLessThanOrEqual(8);
}
