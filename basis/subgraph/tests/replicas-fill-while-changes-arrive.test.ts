import { newId } from '@strata/basis-core';
import fc from 'fast-check';
import { ids, type ReplicaPair, type SourceRow, startReplicaPair } from './support/replica-pair.ts';
import { ThingReplica, thing } from './support/thing.replica.ts';

const ENTITY = 'shop.Thing';
const CHUNK_ROWS = 3;

let pair: ReplicaPair;
beforeEach(async () => {
  pair = await startReplicaPair(ThingReplica, { chunkRows: CHUNK_ROWS });
});
afterEach(() => pair.stop());

async function atSource(): Promise<object[]> {
  return (await pair.source.query("select id, version::int, payload->>'name' as name from thing order by id")).rows;
}

async function kept(): Promise<object[]> {
  return (await pair.consumer.query('select id, version::int, name from thing_replica order by id')).rows;
}

async function fill(): Promise<void> {
  await pair.replicas.subscribed('shop');
  await pair.settle();
}

const state = async () => (await pair.replicas.status())[0];

test('a replica is filled chunk by chunk, and says how far it is', async () => {
  for (const id of ids(8)) await pair.write(id, thing(id));
  await pair.replicas.subscribed('shop');
  expect(await state()).toMatchObject({ state: 'filling', generation: 1, rowsDone: 0, rowsTotal: null, readyAt: null });
  const [question] = pair.flight.splice(0);
  if (question === undefined) throw new Error('Nothing was asked.');
  await pair.deliver(question);
  await pair.deliver(pair.flight.splice(0)[0] ?? question);
  expect(await state()).toMatchObject({ state: 'filling', rowsDone: 3, rowsTotal: 8 });
  await pair.settle();
  expect(await state()).toMatchObject({ state: 'ready', rowsDone: 8, rowsTotal: 8, readyAt: expect.any(Date) });
  expect(await kept()).toEqual(await atSource());
});

test('a source without rows makes a replica that is ready', async () => {
  await fill();
  expect(await state()).toMatchObject({ state: 'ready', rowsDone: 0, rowsTotal: 0 });
});

test('nothing is exported to who is not subscribed, and all to who is, a moment later', async () => {
  await pair.write(newId(), thing('Kettle'));
  await pair.source.query("update outbox.consumer set topics = '{shop.Other}'");
  await fill();
  expect(await kept()).toEqual([]);
  await pair.source.query("update outbox.consumer set topics = '{shop.Thing}'");
  await fill();
  expect(await kept()).toEqual(await atSource());
});

test('a chunk that comes twice counts once', async () => {
  for (const id of ids(5)) await pair.write(id, thing(id));
  await pair.replicas.subscribed('shop');
  await pair.replicas.subscribed('shop');
  expect(pair.flight).toHaveLength(2);
  await pair.settle();
  expect(await state()).toMatchObject({ state: 'ready', rowsDone: 5 });
});

test('two processes of a service fill a replica together, each chunk once', async () => {
  for (const id of ids(7)) await pair.write(id, thing(id));
  const other = pair.another();
  await other.start();
  await Promise.all([pair.replicas.subscribed('shop'), other.subscribed('shop')]);
  for (let message = pair.flight.shift(); message !== undefined; message = pair.flight.shift()) {
    if (message.queue !== 'consumer.control') await pair.deliver(message);
    else await Promise.all([other.handle(message.data), pair.replicas.handle(message.data)]);
  }
  expect(await state()).toMatchObject({ state: 'ready', generation: 1, rowsDone: 7 });
  expect(await kept()).toEqual(await atSource());
});

test('a process that is killed in the middle is followed by one that goes on there', async () => {
  for (const id of ids(8)) await pair.write(id, thing(id));
  await pair.replicas.subscribed('shop');
  await pair.deliver(pair.flight.shift() as never); // never: the question that was just asked
  await pair.deliver(pair.flight.shift() as never); // never: its answer
  pair.flight.length = 0;
  await pair.replicas.stop();
  const next = pair.another({ askAgainAfterMs: 1 });
  pair.receiver = next;
  await next.start();
  expect(await state()).toMatchObject({ state: 'filling', generation: 1, rowsDone: 3 });
  await next.subscribed('shop');
  await pair.settle();
  expect(await state()).toMatchObject({ state: 'ready', rowsDone: 8 });
  expect(await kept()).toEqual(await atSource());
});

test('a question that is lost is asked again', async () => {
  await pair.write(newId(), thing('Kettle'));
  await pair.replicas.stop();
  const patient = pair.another({ askAgainAfterMs: 10 });
  pair.receiver = patient;
  await patient.start();
  await patient.subscribed('shop');
  pair.flight.length = 0;
  pair.flow();
  await until(async () => (await state())?.state === 'ready');
  expect(await kept()).toEqual(await atSource());
});

test('a replica that is rebuilt serves its old rows until the new ones are there', async () => {
  const [first = '', second = ''] = ids(2);
  await pair.write(first, thing('First'));
  await pair.write(second, thing('Second'));
  await fill();
  await pair.consumer.query("update thing_replica set name = 'spoilt'");
  await pair.consumer.query(
    "insert into thing_replica (id, version, generation, name) values ($1, 1, 1, 'not there any more')",
    [newId()],
  );
  await pair.replicas.rebuild(ENTITY);
  expect(await state()).toMatchObject({ state: 'filling', generation: 2 });
  expect(await kept()).toHaveLength(3);
  await pair.settle();
  expect(await state()).toMatchObject({ state: 'ready', generation: 2 });
  expect(await kept()).toEqual(await atSource());
});

test('a source that was restored to an older state is followed there', async () => {
  const id = newId();
  await pair.write(id, thing('1'));
  await fill();
  await pair.absorb(await pair.write(id, thing('2')), { id: newId(), version: 1, payload: thing('forgotten') });
  await pair.source.query('update thing set version = 1, payload = $1', [JSON.stringify(thing('restored'))]);
  await pair.replicas.reset('shop');
  await pair.settle();
  expect(await kept()).toEqual([{ id, version: 1, name: 'restored' }]);
});

test('chunks of a generation that was given up are left aside', async () => {
  for (const id of ids(4)) await pair.write(id, thing(id));
  await pair.replicas.subscribed('shop');
  await pair.deliver(pair.flight.shift() as never); // never: the question that was just asked
  await pair.replicas.rebuild(ENTITY);
  await pair.settle();
  expect(await state()).toMatchObject({ state: 'ready', generation: 2, rowsDone: 4 });
});

test('another shape is another generation; the same shape goes on', async () => {
  await pair.write(newId(), thing('Kettle'));
  await fill();
  await pair.another().start();
  expect(await state()).toMatchObject({ state: 'ready', generation: 1 });
  await pair.consumer.query("update inbox.replica set shape = 'fewer fields', alive_at = '-infinity'");
  await pair.another().start();
  expect(await state()).toMatchObject({ state: 'filling', generation: 2 });
});

test('a person who is erased is gone from the replica', async () => {
  const row = await pair.write(newId(), thing('Kettle'));
  await fill();
  expect(await pair.replicas.erase(ENTITY, row.id)).toBe(1);
  expect(await kept()).toEqual([]);
});

type Step = { kind: 'write' | 'arrive' | 'carry' | 'lose' | 'twice' | 'ask' | 'rebuild'; which: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'write',
    'write',
    'arrive',
    'arrive',
    'carry',
    'carry',
    'carry',
    'lose',
    'twice',
    'ask',
    'rebuild',
  ),
  which: fc.nat(1_000),
});

test('in whatever order chunks and changes come, lost or twice, the replica ends as its source', async () => {
  const rows = ids(9);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      await pair.source.query('truncate thing');
      await pair.consumer.query('truncate thing_replica');
      await pair.replicas.rebuild(ENTITY);
      pair.flight.length = 0;
      // What was there before the subscription is in the snapshot alone; each change after it is a message.
      for (const id of rows.slice(0, 5)) await pair.write(id, thing('before'));
      const arriving: SourceRow[] = [];
      for (const { kind, which } of steps) await take(kind, which, rows, arriving);
      for (const change of arriving) await pair.absorb(change);
      await pair.settle();
      await fill();
      expect(await kept()).toEqual(await atSource());
      expect((await state())?.state).toBe('ready');
    }),
    { numRuns: 40 },
  );
}, 120_000);

async function take(kind: Step['kind'], which: number, rows: string[], arriving: SourceRow[]): Promise<void> {
  const { flight } = pair;
  const message = flight[which % Math.max(flight.length, 1)];
  const change = arriving[which % Math.max(arriving.length, 1)];
  if (kind === 'write') arriving.push(await pair.write(rows[which % rows.length] ?? '', thing(`change ${which}`)));
  if (kind === 'ask') await pair.replicas.subscribed('shop');
  if (kind === 'rebuild' && which % 4 === 0) await pair.replicas.rebuild(ENTITY);
  if (kind === 'arrive' && change !== undefined) {
    arriving.splice(arriving.indexOf(change), 1);
    await pair.absorb(change);
  }
  if (message === undefined || !['carry', 'lose', 'twice'].includes(kind)) return;
  if (kind !== 'twice') flight.splice(flight.indexOf(message), 1);
  if (kind !== 'lose') await pair.deliver(message);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setTimeout(resume, 10));
}
