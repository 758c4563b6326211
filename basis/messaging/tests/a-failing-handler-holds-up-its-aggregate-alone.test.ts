import { setTimeout as pause } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { on } from '../src/inbox/handler.ts';
import { aggregate, createStage, Effect, leaving, OrderPlaced, type Stage, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

const [A, B] = [aggregate(1), aggregate(2)];

test('what fails for good is parked, its aggregate waits behind it, and others flow', async () => {
  let attempts = 0;
  const handler = leaving((name) => {
    if (name !== 'poison') return;
    attempts += 1;
    throw new Error(`no order ${attempts} of 'x'`);
  });
  const inbox = await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'poison', aggregateId: A },
    { id: 2, name: 'B1', aggregateId: B },
    { id: 3, name: 'A2', aggregateId: A },
    { id: 4, name: 'B2', aggregateId: B },
  ]);
  expect(await stage.effects()).toEqual(['B1', 'B2']);
  expect(await stage.parked()).toEqual(['poison failed HANDLER_FAILED', 'A2 behind BEHIND']);
  expect(attempts).toBe(4);
  expect(inbox.counters).toMatchObject({ handlerFailures: 4, parked: { HANDLER_FAILED: 1, BEHIND: 1 } });
  expect((await inbox.status()).deadLetters).toEqual({ failed: 1, behind: 1 });
});

test('a handler that fails now and then is tried again, and leaves nothing of its failed attempts', async () => {
  let attempts = 0;
  const handler = leaving(async (_name, { em }) => {
    attempts += 1;
    em.persist(Object.assign(new Effect(), { what: `attempt ${attempts}` }));
    await em.flush();
    if (attempts < 3) throw new Error('not yet');
  });
  await stage.process({ handlers: [handler] });
  await stage.orders.send(stage.orders.envelope(0, [{ id: 1 }]));
  await until(
    () => stage.orders.acknowledged(),
    (id) => id === 1,
  );
  expect(await stage.effects()).toEqual(['attempt 3', 'm1']);
});

test('a handler that hangs is rolled back, and can commit nothing when it comes round', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const late: Promise<unknown>[] = [];
  const tries = (em: SqlEntityManager) => [
    em.execute("insert into effect (what) values ('late statement')"),
    em.insert(Effect, { n: 1_000, what: 'late insert' }),
    em.persist(Object.assign(new Effect(), { what: 'late flush' })).flush(),
    em.nativeUpdate(Effect, {}, { what: 'late update' }),
    em.transactional((inner) => void inner.persist(Object.assign(new Effect(), { what: 'late transaction' }))),
  ];
  const signals: AbortSignal[] = [];
  const { handler } = on(
    OrderPlaced,
    async ({ em, signal }, { name }) => {
      em.persist(Object.assign(new Effect(), { what: name }));
      if (name !== 'hangs') return;
      await em.flush();
      signals.push(signal);
      const work = gate.then(() => Promise.allSettled(tries(em)));
      late.push(work);
      await work;
    },
    { timeoutMs: 100 },
  );
  const inbox = await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'hangs', aggregateId: A },
    { id: 2, aggregateId: B },
  ]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  open();
  const outcomes = (await Promise.all(late)).flat() as PromiseSettledResult<unknown>[];
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  expect(await stage.effects()).toEqual(['m2']);
  expect(await stage.parked()).toEqual(['hangs failed HANDLER_TIMEOUT']);
  expect(inbox.counters.timeouts).toBe(2);
});

test('a handler that goes on writing while it is rolled back leaves nothing behind', async () => {
  let going = true;
  let writes = 0;
  const { handler } = on(
    OrderPlaced,
    async ({ em }, { name }) => {
      if (name !== 'goes on') return;
      while (going) {
        writes += 1;
        em.insert(Effect, { n: writes, what: 'late' }).catch(() => undefined);
        em.execute("insert into effect (what) values ('late')").catch(() => undefined);
        await pause(0);
      }
    },
    { timeoutMs: 50 },
  );
  await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'goes on', aggregateId: A },
    { id: 2, aggregateId: B },
  ]);
  const before = writes;
  await until(
    () => writes,
    (count) => count > before + 10,
  );
  going = false;
  expect(await stage.effects()).toEqual([]);
});

test('a statement that hangs is cut off in the database', async () => {
  const { handler } = on(
    OrderPlaced,
    async ({ em }, { name }) => {
      if (name === 'hangs') await em.execute('select pg_sleep(60)');
      em.persist(Object.assign(new Effect(), { what: name }));
    },
    { timeoutMs: 100 },
  );
  await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.deliver(
    0,
    [
      { id: 1, name: 'hangs', aggregateId: A },
      { id: 2, aggregateId: B },
    ],
    10_000,
  );
  expect(await stage.parked()).toEqual(['hangs failed HANDLER_TIMEOUT']);
  const { rows } = await stage.pool.query(
    "select from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()",
  );
  expect(rows).toEqual([]);
});

test('handlers that lock each other out are tried until both have happened', async () => {
  await stage.pool.query("insert into replica values ($1, 0, 'a'), ($2, 0, 'b')", [A, B]);
  const handler = leaving(async (name, { em }) => {
    const ids = name.startsWith('up') ? [A, B] : [B, A];
    for (const id of ids) {
      await em.execute('update replica set version = version + 1 where id = ?', [id]);
      await pause(5);
    }
  });
  const inbox = await stage.process({ handlers: [handler] });
  const { orders } = stage;
  const ids = Array.from({ length: 4 }, (_, n) => n + 1);
  const parts = [1, 2].map((part) => {
    const way = part === 1 ? 'up' : 'down';
    return orders.envelope(
      0,
      ids.map((id) => ({ id, name: `${way}${id}`, aggregateId: aggregate(part) })),
      part,
    );
  });
  await orders.send(...parts);
  await until(
    () => [1, 2].map((part) => orders.acknowledged(part)),
    (acked) => acked.every((id) => id === 4),
  );
  const { rows } = await stage.pool.query('select version::int from replica order by id');
  expect(rows).toEqual([{ version: 8 }, { version: 8 }]);
  expect(await stage.parked()).toEqual([]);
  expect(inbox.counters.retries).toBeGreaterThan(0);
});

test('a payload that its contract does not know is parked at once', async () => {
  const inbox = await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 7, aggregateId: A },
    { id: 2, aggregateId: B },
  ]);
  expect(await stage.parked()).toEqual(['7 failed INVALID_PAYLOAD']);
  expect(inbox.counters.handlerFailures).toBe(1);
});

test('of two handlers of one message, only the one that fails is parked', async () => {
  const failing = on(
    OrderPlaced,
    () => {
      throw new Error('never');
    },
    { name: 'always fails' },
  );
  await stage.process({ handlers: [leaving(), failing.handler] });
  const { orders } = stage;
  await orders.deliver(0, [{ id: 1 }, { id: 2 }]);
  expect(await stage.effects()).toEqual(['m1']);
  const { rows } = await stage.pool.query(
    'select handler, state, message_id::int from inbox.dead_letter order by number',
  );
  expect(rows).toEqual([
    { handler: 'always fails', state: 'failed', message_id: 1 },
    { handler: 'on orders.OrderPlaced', state: 'behind', message_id: 2 },
    { handler: 'always fails', state: 'behind', message_id: 2 },
  ]);
});

test('what is refused only at the commit is parked too', async () => {
  await stage.pool.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused at the commit'; end $$;
    create constraint trigger refuse after insert on effect deferrable initially deferred
      for each row when (new.what = 'refused') execute function refuse()`);
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'refused', aggregateId: A },
    { id: 2, aggregateId: B },
  ]);
  expect(await stage.effects()).toEqual(['m2']);
  expect(await stage.parked()).toEqual(['refused failed HANDLER_FAILED']);
});

test('a connection that is lost parks nothing: the envelope is taken in when it comes again', async () => {
  let cut = true;
  const handler = leaving(async (_name, { em }) => {
    if (!cut) return;
    cut = false;
    await em.execute('select pg_terminate_backend(pg_backend_pid())');
  });
  await stage.process({ handlers: [handler] });
  const { orders } = stage;
  const envelope = orders.envelope(0, [{ id: 1 }]);
  await orders.send(envelope);
  await until(
    () => cut,
    (still) => !still,
  );
  await orders.send(envelope);
  await until(
    () => orders.acknowledged(),
    (id) => id === 1,
  );
  expect(await stage.effects()).toEqual(['m1']);
  expect(await stage.parked()).toEqual([]);
});
