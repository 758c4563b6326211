import { aggregate, createStage, leaving, replica, type Stage, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

const [A, B] = [aggregate(1), aggregate(2)];
const me = { who: 'operator' };

/** A handler that fails for what is in the set. */
function failingFor(...names: string[]) {
  const failing = new Set(names);
  const handler = leaving((name) => {
    if (failing.has(name)) throw new Error(`${name} is not welcome`);
  });
  return { failing, handler };
}

async function acknowledged(id: number): Promise<void> {
  await until(
    () => stage.orders.acknowledged(),
    (seen) => seen >= id,
  );
}

test('a replay takes an aggregate in order, and lets live messages in behind it', async () => {
  const { failing, handler } = failingFor('A1');
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  const first = ['A1', 'A2', 'A3'].map((name, n) => ({ id: n + 1, name, aggregateId: A }));
  await orders.send(orders.envelope(0, first));
  await acknowledged(3);
  failing.clear();
  const [letter] = await letters.list();
  const seen: number[] = [];
  const onProgress = ({ replayed }: { replayed: number }) => seen.push(replayed);
  const report = await letters.replay({ number: letter?.number ?? 0 }, { ...me, onProgress });
  expect(report).toEqual({ replayed: 3, failed: 0, total: 3 });
  expect(seen).toEqual([1, 2, 3]);
  await orders.send(orders.envelope(3, [{ id: 4, name: 'A4', aggregateId: A }]));
  await acknowledged(4);
  expect(await stage.effects()).toEqual(['A1', 'A2', 'A3', 'A4']);
  expect(await letters.list()).toEqual([]);
  const { rows } = await stage.pool.query('select who, action, subject from inbox.audit order by number');
  expect(rows).toMatchObject([
    { who: 'operator', action: 'dead letters replay' },
    { who: 'operator', action: 'dead letters replayed', subject: { replayed: 3 } },
  ]);
});

test('live messages that arrive while a replay runs neither overtake it nor stay behind', async () => {
  const { failing, handler } = failingFor('A1');
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  const count = 60;
  const name = (id: number) => `A${id}`;
  await orders.send(orders.envelope(0, [{ id: 1, name: name(1), aggregateId: A }]));
  await acknowledged(1);
  failing.clear();
  const live = (async () => {
    for (let id = 2; id <= count; id += 1) {
      await orders.send(orders.envelope(id - 1, [{ id, name: name(id), aggregateId: A }]));
      if (id % 7 === 0) await acknowledged(id);
    }
    await acknowledged(count);
  })();
  await acknowledged(7);
  await letters.replay('all', me);
  await live;
  expect(await stage.effects()).toEqual(Array.from({ length: count }, (_, n) => name(n + 1)));
  expect(await letters.list()).toEqual([]);
});

test('a replay stops at the first of an aggregate that fails again, and goes on with others', async () => {
  const { failing, handler } = failingFor('A1', 'A2', 'B1');
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  await orders.send(
    orders.envelope(0, [
      { id: 1, name: 'A1', aggregateId: A },
      { id: 2, name: 'A2', aggregateId: A },
      { id: 3, name: 'A3', aggregateId: A },
      { id: 4, name: 'B1', aggregateId: B },
    ]),
  );
  await acknowledged(4);
  failing.delete('A1');
  failing.delete('B1');
  expect(await letters.replay({ filter: { source: 'orders' } }, me)).toEqual({ replayed: 2, failed: 1, total: 4 });
  expect(await stage.effects()).toEqual(['A1', 'B1']);
  const open = await letters.list();
  expect(open.map(({ state, attempts, payload }) => [state, attempts, payload])).toEqual([
    ['failed', 1, { name: 'A2' }],
    ['behind', 0, { name: 'A3' }],
  ]);
});

test('failures of one kind are counted together, whatever ids they name', async () => {
  const handler = leaving((name) => {
    throw new Error(`no stock of '${name}' in ${name.length} places`);
  });
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  const told = [1, 2].map((id) => ({ id, name: 'x'.repeat(id), aggregateId: aggregate(id) }));
  await orders.send(orders.envelope(0, [...told, { id: 3, name: 7, aggregateId: aggregate(3) }]));
  await acknowledged(3);
  const groups = await letters.groups();
  expect(groups).toMatchObject([
    { reason: 'HANDLER_FAILED', count: 2, aggregates: 2, handler: 'on orders.OrderPlaced' },
    { reason: 'INVALID_PAYLOAD', count: 1 },
  ]);
  expect(groups[0]?.error).toContain("no stock of 'xx' in 2 places\n    at ");
  expect(await letters.list({ fingerprint: groups[0]?.fingerprint ?? '', limit: 1 })).toHaveLength(1);
  expect(await letters.list({ fingerprint: groups[0]?.fingerprint ?? '', after: 1 })).toHaveLength(1);
  expect((await letters.show(1)).headers).toEqual({ requestId: 'r1' });
  await expect(letters.show(99)).rejects.toThrow('No such dead letter: 99.');
});

test('a payload is mended by hand and replayed', async () => {
  const { handler } = failingFor();
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1, name: 7, aggregateId: A }]));
  await acknowledged(1);
  expect(await letters.edit(1, { name: "O'Neil \\ ? \n" }, me)).toMatchObject({ payload: { name: "O'Neil \\ ? \n" } });
  expect(await letters.replay({ number: 1 }, me)).toMatchObject({ replayed: 1 });
  expect(await stage.effects()).toEqual(["O'Neil \\ ? \n"]);
  const over = { code: 'CONFLICT', details: { state: 'replayed' } };
  await expect(letters.edit(1, {}, me)).rejects.toMatchObject(over);
  await expect(letters.replay({ number: 1 }, me)).rejects.toMatchObject(over);
  await expect(letters.discard({ number: 1 }, me)).rejects.toMatchObject(over);
  await expect(letters.replay({ number: 2 }, me)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what only waited behind a discarded letter is replayed', async () => {
  const { handler } = failingFor('A1');
  await stage.process({ handlers: [handler] });
  const letters = stage.deadLetters({ handlers: [handler] });
  const { orders } = stage;
  const told = ['A1', 'A2', 'A3'].map((name, n) => ({ id: n + 1, name, aggregateId: A }));
  await orders.send(orders.envelope(0, told));
  await acknowledged(3);
  const report = await letters.discard({ number: 1 }, me);
  expect(report).toMatchObject({ discarded: 1, after: { replayed: 2, failed: 0 } });
  expect(await stage.effects()).toEqual(['A2', 'A3']);
  expect(await stage.parked()).toEqual(['A1 discarded HANDLER_FAILED', 'A2 replayed BEHIND', 'A3 replayed BEHIND']);
});

test('a row that a replica cannot take is parked alone, and replayed once it can', async () => {
  const inbox = await stage.process({ absorbers: [replica] });
  const letters = stage.deadLetters({ absorbers: [replica] });
  const { orders } = stage;
  const row = (id: number, name: string) => ({ id, kind: 'entity' as const, name, aggregateId: aggregate(id) });
  await orders.send(orders.envelope(0, [row(1, 'one'), row(2, 'poison'), row(3, 'three')]));
  await acknowledged(3);
  expect(await stage.replica()).toEqual({ 1: 'one', 3: 'three' });
  expect(await stage.parked()).toEqual(['poison failed REPLICA_FAILED']);
  expect(inbox.counters.parked).toEqual({ REPLICA_FAILED: 1 });
  expect(await letters.replay('all', me)).toEqual({ replayed: 0, failed: 1, total: 1 });
  await stage.pool.query('alter table replica drop constraint no_poison');
  expect(await letters.replay('all', me)).toEqual({ replayed: 1, failed: 0, total: 1 });
  expect(await stage.replica()).toEqual({ 1: 'one', 2: 'poison', 3: 'three' });
});

test('a later version of a row that a replica could not take closes its letter', async () => {
  await stage.process({ absorbers: [replica] });
  const { orders } = stage;
  const row = (id: number, name: string) => ({ id, kind: 'entity' as const, name, aggregateId: A });
  await orders.send(orders.envelope(0, [row(1, 'poison')]));
  await acknowledged(1);
  expect(await stage.parked()).toEqual(['poison failed REPLICA_FAILED']);
  await orders.send(orders.envelope(1, [row(2, 'sound')]));
  await acknowledged(2);
  expect(await stage.replica()).toEqual({ 1: 'sound' });
  expect(await stage.parked()).toEqual(['poison superseded REPLICA_FAILED']);
});
