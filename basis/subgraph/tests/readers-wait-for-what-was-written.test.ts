import { newId, type Write } from '@strata/basis-core';
import { type CatchUp, createCatchUp } from '@strata/basis-messaging';
import { ids, type ReplicaPair, type SourceRow, startReplicaPair } from './support/replica-pair.ts';
import { ThingReplica, thing } from './support/thing.replica.ts';

const ENTITY = 'shop.Thing';
/** Longer than any test: who waits so long waits for what it is told. */
const LONG_MS = 20_000;

let pair: ReplicaPair;
let catchUp: CatchUp;
beforeEach(async () => {
  pair = await startReplicaPair(ThingReplica, { chunkRows: 2, onRows: () => catchUp.changed() });
  catchUp = createCatchUp({ service: 'consumer', orm: pair.orm, replicas: [pair.replica] });
});
afterEach(() => pair.stop());

const writeOf = ({ id, version }: SourceRow): Write => ({ type: ENTITY, id, version });
const behind = (...writes: Write[]) => catchUp.until(writes, 0);

/** As this process does it: whoever waits is told. */
async function takeIn(...rows: SourceRow[]): Promise<void> {
  await pair.absorb(...rows);
  for (const absorber of pair.replicas.absorbers) absorber.absorbed?.();
}

/** Resolves when a wait has looked and found nothing; it goes on waiting. */
async function begun(wait: Promise<unknown>): Promise<void> {
  let isOver = false;
  void wait.then(() => {
    isOver = true;
  });
  await pair.consumer.query('select 1');
  expect(isOver).toBe(false);
}

async function fill(): Promise<void> {
  await pair.replicas.subscribed('shop');
  await pair.settle();
}

test('a write is missing until its version, or a later one, is there', async () => {
  const id = newId();
  const first = await pair.write(id, thing('Kettle'));
  expect(await behind(writeOf(first))).toEqual([ENTITY]);
  await takeIn(first);
  expect(await behind(writeOf(first))).toEqual([]);
  const second = await pair.write(id, thing('Kettle'));
  expect(await behind(writeOf(first), writeOf(second))).toEqual([ENTITY]);
  await takeIn(await pair.write(id, thing('Pot')));
  expect(await behind(writeOf(first), writeOf(second))).toEqual([]);
});

test('a version that changed nothing that is kept arrives too', async () => {
  const id = newId();
  await takeIn(await pair.write(id, thing('Kettle')));
  const unseen = await pair.write(id, thing('Kettle', { secret: 'another' }));
  expect(await behind(writeOf(unseen))).toEqual([ENTITY]);
  await takeIn(unseen);
  expect(await behind(writeOf(unseen))).toEqual([]);
});

test('what this service keeps no copy of concerns it not at all', async () => {
  expect(await behind({ type: 'shop.Other', id: newId(), version: 1 })).toEqual([]);
});

test('who waits goes on as soon as this process has taken it in', async () => {
  const row = await pair.write(newId(), thing('Kettle'));
  const wait = catchUp.until([writeOf(row)], LONG_MS);
  await begun(wait);
  await takeIn(await pair.write(newId(), thing('another')));
  await begun(wait);
  await takeIn(row);
  expect(await wait).toEqual([]);
});

test('what another process takes in is found by looking', async () => {
  const row = await pair.write(newId(), thing('Kettle'));
  const wait = catchUp.until([writeOf(row)], LONG_MS);
  await begun(wait);
  await pair.absorb(row);
  expect(await wait).toEqual([]);
});

test('what comes with a chunk of a fill has come', async () => {
  const rows = await Promise.all(ids(5).map((id) => pair.write(id, thing(id))));
  const wait = catchUp.until(rows.map(writeOf), LONG_MS);
  await begun(wait);
  await fill();
  expect(await wait).toEqual([]);
});

test('a wait that is given up says for what', async () => {
  const row = await pair.write(newId(), thing('Kettle'));
  const began = performance.now();
  expect(await catchUp.until([writeOf(row)], 120)).toEqual([ENTITY]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(119);
});

test('a replica that is rebuilt shows what it showed before', async () => {
  const rows = await Promise.all(ids(3).map((id) => pair.write(id, thing(id))));
  await fill();
  await pair.replicas.rebuild(ENTITY);
  expect(await behind(...rows.map(writeOf))).toEqual([]);
  await pair.settle();
  expect(await behind(...rows.map(writeOf))).toEqual([]);
});

test('a row that stands for others says nothing of them while the replica is being filled', async () => {
  const row = await pair.write(newId(), thing('Kettle'));
  const last: Write = { ...writeOf(row), last: true };
  await takeIn(row);
  expect(await behind(writeOf(row))).toEqual([]);
  expect(await behind(last)).toEqual([ENTITY]);
  await fill();
  expect(await behind(last)).toEqual([]);
});
