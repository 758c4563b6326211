import { newId } from '@strata/basis-core';
import { ids, type ReplicaPair, startReplicaPair } from './support/replica-pair.ts';
import { ThingReplica, thing } from './support/thing.replica.ts';

const ENTITY = 'shop.Thing';
const ROWS = 2_300;
const rows = ids(ROWS);

let pair: ReplicaPair;
beforeAll(async () => {
  pair = await startReplicaPair(ThingReplica);
  await pair.source.query('insert into thing select id, 1, $2 from unnest($1::uuid[]) id', [
    rows,
    JSON.stringify(thing('Kettle', { soldAt: '2026-01-31T12:00:00.007Z', discount: { minor: '-5', currency: 'JPY' } })),
  ]);
  pair.flow();
  await pair.replicas.subscribed('shop');
  await until(async () => (await pair.replicas.status())[0]?.state === 'ready');
});
afterAll(() => pair.stop());

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setTimeout(resume, 10));
}

const row = (index: number) => rows[index] ?? '';
const check = (repair = true) => pair.replicas.check(ENTITY, { repair, settleMs: 200 });
const clean = { differing: 0, missing: 0, extra: 0, repaired: 0 };

test('a replica that is as its source is found so, whatever kinds of fields it has', async () => {
  const progress: number[] = [];
  const result = await pair.replicas.check(ENTITY, { onProgress: ({ rows: soFar }) => progress.push(soFar) });
  expect(result).toMatchObject({ rows: ROWS, ...clean });
  expect(progress).toEqual([ROWS]);
  expect((await pair.replicas.status())[0]).toMatchObject({
    checkedAt: expect.any(Date),
    check: { ...result, running: false },
  });
});

test.each<[string, string, object]>([
  ['a field that says something else', "update thing_replica set name = 'Spoilt' where id = $1", { differing: 1 }],
  [
    'a moment that is off by a millisecond',
    "update thing_replica set sold_at = sold_at + interval '1 ms' where id = $1",
    { differing: 1 },
  ],
  ['a version that the source never had', 'update thing_replica set version = 99 where id = $1', { differing: 1 }],
  ['a row that is missing', 'delete from thing_replica where id = $1', { missing: 1 }],
])('%s is found and mended', async (_what, spoil, found) => {
  await pair.consumer.query(spoil, [row(1_200)]);
  expect(await check(false)).toMatchObject({ ...clean, ...found });
  expect(await check()).toMatchObject({ ...clean, ...found, repaired: 1 });
  expect(await check()).toMatchObject({ rows: ROWS, ...clean });
});

test.each(['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff'])(
  'a row that the source never had is found and removed, wherever it lies: %s',
  async (id) => {
    await pair.consumer.query('insert into thing_replica (id, version, generation) values ($1, 1, 1)', [id]);
    expect(await check()).toMatchObject({ ...clean, extra: 1, repaired: 1 });
    expect(await check()).toMatchObject({ rows: ROWS, ...clean });
  },
);

test('differences far apart are all found', async () => {
  const spoilt = [row(0), row(999), row(1_000), row(ROWS - 1)];
  await pair.consumer.query("update thing_replica set tags = '[]' where id = any($1)", [spoilt]);
  expect(await check()).toMatchObject({ ...clean, differing: 4, repaired: 4 });
  expect(await check()).toMatchObject(clean);
});

test('a change that is on its way is waited for, and is no difference', async () => {
  const change = await pair.write(row(7), thing('Changed'));
  const checking = pair.replicas.check(ENTITY, { settleMs: 30_000 });
  await new Promise((resume) => setImmediate(resume));
  await pair.absorb(change);
  expect(await checking).toMatchObject({ rows: ROWS, ...clean });
});

test('a change that never arrived is brought', async () => {
  await pair.write(row(8), thing('Lost'));
  expect(await check()).toMatchObject({ ...clean, differing: 1, repaired: 1 });
  const { rows: found } = await pair.consumer.query('select name, version::int from thing_replica where id = $1', [
    row(8),
  ]);
  expect(found).toEqual([{ name: 'Lost', version: 2 }]);
});

test('under steady change nothing is taken for a difference, and nothing is set back', async () => {
  let isOver = false;
  let changes = 0;
  const changing = (async () => {
    while (!isOver) {
      const id = changes % 10 === 0 ? newId() : row(changes % ROWS);
      await pair.absorb(await pair.write(id, thing(`change ${changes}`)));
      changes += 1;
    }
  })();
  const results = [await check(), await check(), await check()];
  isOver = true;
  await changing;
  expect(changes).toBeGreaterThan(10);
  for (const result of results) expect(result).toMatchObject(clean);
  expect(await check()).toMatchObject(clean);
});

test('an answer that another process of the service received finds its way', async () => {
  const other = pair.another();
  await other.start();
  expect(await other.check(ENTITY)).toMatchObject(clean);
});

test('a replica that is being filled is not checked, nor one that there is not', async () => {
  await expect(pair.replicas.check('shop.Other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await pair.consumer.query("update inbox.replica set state = 'filling'");
  await expect(check()).rejects.toMatchObject({ code: 'REPLICA_NOT_READY' });
});
