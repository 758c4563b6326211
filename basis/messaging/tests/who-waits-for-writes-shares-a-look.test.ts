import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { newId, type Write } from '@strata/basis-core';
import { Client } from 'pg';
import { type CatchUp, createCatchUp } from '../src/replica/catch-up.ts';
import type { Replica } from '../src/replica/replica.ts';
import { createStage, Order, type Stage } from './support/inbox-stage.ts';
import { until } from './support/until.ts';

/** Longer than any test: who waits so long waits for what it is told. */
const LONG_MS = 20_000;
const MANY = 300;
/** As many as the pool of a service's requests has. */
const CONNECTIONS = 4;

const replicas: Replica[] = [Order.name, 'orders.Other'].map((name) => ({
  entity: name,
  source: 'orders',
  schemaVersion: 1,
  table: 'replica',
  fields: [],
  shape: '',
}));

let stage: Stage;
let catchUp: CatchUp;
const sent = jest.spyOn(Client.prototype, 'query'); // counts; each statement goes to the database
beforeEach(async () => {
  stage = await createStage();
  catchUp = createCatchUp({ service: 'shop', orm: stage.orm, replicas });
  sent.mockClear();
});
afterEach(() => stage.stop());
afterAll(() => sent.mockRestore());

const aWrite = (): Write => ({ type: Order.name, id: newId(), version: 1 });
const writesOf = (count: number) => Array.from({ length: count }, aWrite);
const ARRIVE = "insert into replica select id::uuid, 1, 'Order' from unnest($1::text[]) id";
const arrive = (...writes: Write[]) => stage.pool.query(ARRIVE, [writes.map(({ id }) => id)]);
const looks = () => sent.mock.calls.filter(([sql]) => String(sql).includes('as wanted')).length;

const allWait = (writes: Write[]) => Promise.all(writes.map((write) => catchUp.until([write], LONG_MS)));
const NOBODY_MISSES_ANYTHING = Array.from({ length: MANY }, () => []);

/** Whoever looks at the replica is held up, until it is let go: then with these writes. */
async function holdLooks(): Promise<(writes: Write[]) => Promise<void>> {
  const client = await stage.pool.connect();
  await client.query('begin; lock table replica');
  return async (writes) => {
    await client.query(ARRIVE, [writes.map(({ id }) => id)]);
    await client.query('commit');
    client.release();
  };
}

/** Resolves when just so many statements are held up. */
async function heldUp(count: number): Promise<void> {
  const sql = `select count(*)::int as held from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const held = async () => (await stage.pool.query<{ held: number }>(sql)).rows[0]?.held;
  await until(async () => (await held()) === count);
}

test('where nothing is missing it is looked once, and once more for all who came meanwhile', async () => {
  const writes = writesOf(MANY);
  await arrive(...writes);
  expect(await allWait(writes)).toEqual(NOBODY_MISSES_ANYTHING);
  expect(looks()).toBe(2);
});

test('many who come at once are looked for together, whatever changes meanwhile', async () => {
  const writes = writesOf(MANY);
  const letGo = await holdLooks();
  const waits = allWait(writes);
  await heldUp(1);
  for (let change = 0; change < 100; change += 1) catchUp.changed();
  await letGo(writes);
  expect(await waits).toEqual(NOBODY_MISSES_ANYTHING);
  expect(looks()).toBe(2);
});

test('for many who wait already, many changes are one look at a time', async () => {
  const writes = writesOf(MANY);
  const known = aWrite();
  await arrive(known);
  const waits = allWait(writes);
  await catchUp.until([known], LONG_MS); // who came last is looked for when all others were
  const letGo = await holdLooks();
  await heldUp(1);
  const before = looks();
  for (let change = 0; change < 100; change += 1) {
    catchUp.changed();
    await stage.pool.query('select');
  }
  expect(looks()).toBe(before);
  await letGo(writes);
  expect(await waits).toEqual(NOBODY_MISSES_ANYTHING);
  expect(looks()).toBeLessThanOrEqual(before + 1); // what was held up may have been for the first who waited alone
});

test('each waits for its own: one goes when its write has come, the other is told that it did not', async () => {
  const [first, second] = [aWrite(), aWrite()];
  const waits = [catchUp.until([first], LONG_MS), catchUp.until([first, second], 600)];
  await arrive(first);
  catchUp.changed();
  expect(await waits[0]).toEqual([]);
  expect(await waits[1]).toEqual([Order.name]);
});

test('who waits for several is asked for the newest, and has waited when all have come', async () => {
  const [older, newer] = [aWrite(), aWrite()];
  const wait = catchUp.until([older, newer], LONG_MS);
  await until(() => looks() >= 2);
  await arrive(newer);
  catchUp.changed();
  expect(await catchUp.until([older, newer], 0)).toEqual([Order.name]);
  await arrive(older);
  catchUp.changed();
  expect(await wait).toEqual([]);
});

test('who gives up says only what is missing then', async () => {
  const [older, newer] = [aWrite(), { ...aWrite(), type: 'orders.Other' }];
  const wait = catchUp.until([older, newer], 700);
  await until(() => looks() >= 2);
  await arrive(older);
  catchUp.changed();
  expect(await wait).toEqual(['orders.Other']);
});

test.each([700, 0])('with no connection to be had, who may wait %d ms is answered all the same', async (limitMs) => {
  const write = aWrite();
  await arrive(write);
  const others = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const em = stage.orm.em.fork();
      await em.begin();
      return em;
    }),
  );
  const began = performance.now();
  expect(await catchUp.until([write], limitMs)).toEqual([Order.name]);
  const tookMs = performance.now() - began;
  expect(tookMs).toBeGreaterThanOrEqual(limitMs - 1);
  expect(tookMs).toBeLessThan(2_000);
  await Promise.all(others.map((em) => em.rollback()));
  expect(await catchUp.until([write], LONG_MS)).toEqual([]);
});

test('no more than a number wait; who comes then is told at once that it may be behind', async () => {
  catchUp = createCatchUp({ service: 'shop', orm: stage.orm, replicas, maxWaiting: 2 });
  const writes = writesOf(2);
  const waits = allWait(writes);
  expect(await catchUp.until([aWrite()], LONG_MS)).toEqual([Order.name]);
  await arrive(...writes);
  catchUp.changed();
  expect(await waits).toEqual([[], []]);
  expect(await catchUp.until(writes, LONG_MS)).toEqual([]);
});

test('who cannot be looked for is told so, and who comes later is looked for', async () => {
  await stage.pool.query('alter table replica rename to another');
  await expect(catchUp.until([aWrite()], LONG_MS)).rejects.toThrow('replica');
  await stage.pool.query('alter table another rename to replica');
  const write = aWrite();
  await arrive(write);
  expect(await catchUp.until([write], LONG_MS)).toEqual([]);
});
