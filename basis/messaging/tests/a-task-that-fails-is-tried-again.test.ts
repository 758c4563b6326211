import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Unit } from '../src/parts.ts';
import { pauseAfter } from '../src/task/attempt.ts';
import { carryOut, carryOutOutside } from '../src/task/task.ts';
import { grind, grindFor, heard, startTown, type Town } from './support/mill.ts';
import { Entry } from './support/task-service.ts';
import { until } from './support/until.ts';

let town: Town;
beforeEach(async () => {
  town = await startTown();
  await town.bakery.start({ definitions: [heard] });
});
afterEach(() => town.stop());

const SOON = { firstMs: 10, maxMs: 20 };

test('what a handler threw takes back what it wrote, and is tried again until it goes well', async () => {
  const { mill, bakery } = town;
  const keys = new Set<string>();
  const third = carryOut(
    grind,
    async ({ grain }, { em, attempt, idempotencyKey }) => {
      keys.add(idempotencyKey);
      em.create(Entry, { what: `${grain}, attempt ${attempt}` });
      await em.flush();
      if (attempt < 3) throw new Error('the wheel is stuck');
      return { kilos: 3 };
    },
    SOON,
  );
  const process = await mill.start({ definitions: [third] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await mill.entries()).toEqual(['wheat, attempt 3']);
  expect(await bakery.entries()).toEqual(['wheat: 3 kg']);
  expect(keys.size).toBe(1);
  expect(process.counters).toMatchObject({ started: 3, retried: 2, done: 1 });
});

test('pauses grow, up to a limit, and are not the same for all', () => {
  const policy = { timeoutMs: 1, maxAttempts: 9, firstMs: 200, factor: 2, maxMs: 60_000 };
  const longest = [1, 2, 3, 9, 10, 1_000].map((attempt) => pauseAfter(attempt, policy, () => 1));
  expect(longest).toEqual([200, 400, 800, 51_200, 60_000, 60_000]);
  expect(pauseAfter(3, policy, () => 0)).toBe(400);
});

test('after its last attempt it has failed, and whoever asked is told', async () => {
  const { mill, bakery } = town;
  const never = carryOut(grind, () => Promise.reject(new Error('no water')), { ...SOON, maxAttempts: 3 });
  await mill.start({ definitions: [never] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: ATTEMPTS_EXHAUSTED']);
  const [task] = (await mill.processes[0]?.list()) ?? [];
  expect(task).toMatchObject({ state: 'failed', attempts: 3, failure: 'ATTEMPTS_EXHAUSTED', error: 'Error: no water' });
});

test('a process that dies with each attempt uses attempts up', async () => {
  const { mill } = town;
  const deadly = carryOut(grind, async () => ({ kilos: 1 }), { maxAttempts: 2 });
  const process = await mill.start({ definitions: [deadly] });
  await mill.pool.query(
    `insert into inbox.task (id, topic, schema_version, aggregate_id, input, headers, state, attempts, lease, lease_until, queued_at)
     values ($1, 'mill.grind', 1, $1, $2, '{}', 'running', 2, $1, now() - interval '1 s', now() - interval '1 h')`,
    ['01900000-0000-7000-8000-000000000001', { grain: 'wheat', sack: '01900000-0000-7000-8000-000000000002' }],
  );
  await until(() => process.counters.failed === 1);
  expect(process.counters.done).toBe(0);
});

test('a failure that the contract does not declare is an error, as is an output that does not fit', async () => {
  const { mill, bakery } = town;
  const wrong = carryOut(
    grind,
    async ({ grain }) => {
      const results: Record<string, unknown> = { wheat: { failed: 'BROKEN_WHEEL' }, oats: { kilos: 'many' } };
      return (results[grain] ?? { kilos: 1, colour: 'white' }) as { kilos: number };
    },
    { ...SOON, maxAttempts: 2 },
  );
  const process = await mill.start({ definitions: [wrong] });
  await bakery.emit(grindFor('wheat'), grindFor('oats'), grindFor('rye'));
  await until(() => process.counters.failed === 3);
  const errors = (await process.list()).map(({ error }) => error).sort();
  expect(errors).toEqual([
    expect.stringContaining('colour is not in the contract'),
    expect.stringContaining('kilos'),
    expect.stringContaining('declares no failure BROKEN_WHEEL'),
  ]);
});

test('an input that does not fit is not tried at all', async () => {
  const { mill } = town;
  const grinding = carryOut(grind, async () => ({ kilos: 1 }));
  const process = await mill.start({ definitions: [grinding] });
  await mill.pool.query(
    `insert into inbox.task (id, topic, schema_version, aggregate_id, input, headers)
     values ($1, 'mill.grind', 1, $1, '{"grain": 7}', '{}')`,
    ['01900000-0000-7000-8000-000000000001'],
  );
  await until(() => process.counters.failed === 1);
  expect((await process.list())[0]).toMatchObject({ state: 'failed', failure: 'INVALID_INPUT', attempts: 1 });
});

test('a handler that never returns is given up, and what it does afterwards comes to nothing', async () => {
  const { mill, bakery } = town;
  let goOn = () => {};
  const wait = new Promise<void>((resume) => {
    goOn = resume;
  });
  let late: unknown;
  let calls = 0;
  const hanging = carryOut(
    grind,
    async ({ grain }, { em, signal }) => {
      calls += 1;
      if (calls > 1) return { kilos: 2 };
      await wait;
      expect(signal.aborted).toBe(true);
      em.create(Entry, { what: `${grain}, too late` });
      late = await em.flush().catch((error: unknown) => error);
      return { kilos: 1 };
    },
    { ...SOON, timeoutMs: 500 },
  );
  await mill.start({ definitions: [hanging] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  goOn();
  await until(() => late !== undefined);
  expect(late).toBeInstanceOf(Error);
  expect(await mill.entries()).toEqual([]);
  expect(await bakery.entries()).toEqual(['wheat: 2 kg']);
});

test('a statement that hangs is ended with its attempt', async () => {
  const { mill, bakery } = town;
  let calls = 0;
  const sleeping = carryOut(
    grind,
    async (_input, { em }) => {
      calls += 1;
      if (calls === 1) await em.execute('set local statement_timeout = 0; select pg_sleep(60)');
      return { kilos: 2 };
    },
    { ...SOON, timeoutMs: 500 },
  );
  await mill.start({ definitions: [sleeping] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  const { rows } = await mill.pool.query(
    "select from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
  );
  expect(rows).toEqual([]);
});

test('an effect outside is repeated under the same key until what came of it is stored, together with its record', async () => {
  const { mill, bakery } = town;
  const provider = new Map<string, number>();
  let calls = 0;
  const charging = carryOutOutside(
    grind,
    async ({ grain }, { idempotencyKey, attempt }) => {
      calls += 1;
      provider.set(idempotencyKey, grain.length);
      if (attempt === 1) throw new Error('the answer was lost');
      return { kilos: grain.length };
    },
    {
      ...SOON,
      async record(result, { grain }, { em, attempt }) {
        em.create(Entry, { what: `${grain}: ${JSON.stringify(result)}` });
        await em.flush();
        if (attempt === 2) throw new Error('the disk is full');
      },
    },
  );
  await mill.start({ definitions: [charging] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(calls).toBe(3);
  expect(provider.size).toBe(1);
  expect(await mill.entries()).toEqual(['wheat: {"kilos":5}']);
  expect(await bakery.entries()).toEqual(['wheat: 5 kg']);
});

test('a command that is carried out beside an effect outside stays, whatever becomes of the attempt', async () => {
  const { mill, bakery } = town;
  const note = {
    async execute({ em, viewer }: Unit, what: string) {
      em.create(Entry, { what: `${what}, noted by ${viewer.id}` });
    },
  };
  const charging = carryOutOutside(
    grind,
    async (_input, { attempt, run }) => {
      await run(note, `attempt ${attempt}`);
      if (attempt === 1) throw new Error('the answer was lost');
      return { kilos: 1 };
    },
    SOON,
  );
  await mill.start({ definitions: [charging] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await mill.entries()).toEqual(['attempt 1, noted by mill', 'attempt 2, noted by mill']);
});

test('a lease is renewed for as long as an effect outside takes', async () => {
  const { mill, bakery } = town;
  const leaseMs = 1_000;
  let calls = 0;
  const long = carryOutOutside(grind, async () => {
    calls += 1;
    const began = performance.now();
    await until(() => performance.now() - began > 3 * leaseMs);
    return { kilos: 1 };
  });
  await mill.start({ definitions: [long], leaseMs });
  await mill.start({ definitions: [long], leaseMs });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(calls).toBe(1);
});

test('what runs when its process stops is left to another at once', async () => {
  const { mill, bakery } = town;
  let began = false;
  const endless = carryOut(grind, () => {
    began = true;
    return new Promise(() => {});
  });
  const leaving = await mill.start({ definitions: [endless], stopGraceMs: 20 });
  await bakery.emit(grindFor('wheat'));
  await until(() => began);
  await leaving.stop();
  const [task] = await leaving.list();
  expect(task).toMatchObject({ state: 'waiting', attempts: 0 });
  await mill.start({ definitions: [carryOut(grind, async () => ({ kilos: 8 }))] });
  await until(async () => (await bakery.entries()).length === 1);
});
