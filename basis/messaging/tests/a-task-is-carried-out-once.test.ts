import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { END_CONNECTIONS } from '@strata/basis-testing';
import { carryOut } from '../src/task/task.ts';
import { grind, grindFor, heard, startTown, type Town } from './support/mill.ts';
import { Entry } from './support/task-service.ts';
import { until } from './support/until.ts';

let town: Town;
beforeEach(async () => {
  town = await startTown();
});
afterEach(() => town.stop());

const grinding = carryOut(grind, async ({ grain }, { em, attempt }) => {
  em.create(Entry, { what: `${grain}, attempt ${attempt}` });
  return grain === 'old rye' ? { failed: 'MOULDY' } : { kilos: grain.length };
});

test('its output, or the declared failure, reaches whoever asked, with what the handler wrote', async () => {
  const { mill, bakery } = town;
  await mill.start({ definitions: [grinding] });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'), grindFor('old rye'));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['old rye: MOULDY', 'wheat: 5 kg']);
  expect((await mill.entries()).sort()).toEqual(['old rye, attempt 1', 'wheat, attempt 1']);
  expect(mill.processes[0]?.counters).toMatchObject({ arrived: 2, started: 2, done: 1, failed: 1, retried: 0 });
  expect(await bakery.processes[0]?.status()).toMatchObject({ asked: 0 });
});

test('whatever arrives again changes nothing', async () => {
  const { mill, bakery } = town;
  await mill.start({ definitions: [grinding] });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  await town.post.repeat();
  await bakery.emit(grindFor('oats'));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['oats: 4 kg', 'wheat: 5 kg']);
  expect((await mill.entries()).length).toBe(2);
});

test('many tasks and two processes: each once', async () => {
  const { mill, bakery } = town;
  // Whoever is done at once takes the next: nobody is, until both have begun.
  let bothAtWork: Promise<void> | undefined;
  const together = carryOut(grind, async ({ grain }, { em, attempt }) => {
    bothAtWork ??= until(() => mill.processes.every(({ running }) => running > 0));
    await bothAtWork;
    em.create(Entry, { what: `${grain}, attempt ${attempt}` });
    return { kilos: grain.length };
  });
  await mill.start({ definitions: [together] });
  await mill.start({ definitions: [together] });
  await bakery.start({ definitions: [heard] });
  const grains = Array.from({ length: 200 }, (_, number) => `grain ${number}`);
  await bakery.emit(...grains.map((grain) => grindFor(grain)));
  await until(async () => (await bakery.entries()).length === 200);
  expect((await mill.entries()).sort()).toEqual(grains.map((grain) => `${grain}, attempt 1`).sort());
  const shares = mill.processes.map(({ counters }) => counters.done);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(shares.reduce((sum, share) => sum + share)).toBe(200);
});

test('a wiped queue, and one that cannot be reached, delay tasks and lose none', async () => {
  const { mill, bakery } = town;
  await bakery.start({ definitions: [heard] });
  await mill.start({ definitions: [grinding] });
  town.queues.fail();
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await mill.pool.query('select from inbox.task')).rowCount === 1);
  town.queues.comeBack();
  await until(async () => (await bakery.entries()).length === 1);

  await mill.pool.query(
    `insert into inbox.task (id, topic, schema_version, aggregate_id, input, headers, queued_at)
     values ($1, 'mill.grind', 1, $1, $2, '{}', now())`,
    [newId(), JSON.stringify({ grain: 'queued and lost', sack: newId() })],
  );
  await until(async () => (await mill.entries()).length === 2);
  expect(await mill.entries()).toContain('queued and lost, attempt 1');
});

test('a task whose process died is begun again, also when nobody had noted that it was queued', async () => {
  const { mill } = town;
  await mill.start({ definitions: [grinding] });
  await mill.pool.query(
    `insert into inbox.task (id, topic, schema_version, aggregate_id, input, headers, state, attempts, lease, lease_until)
     values ($1, 'mill.grind', 1, $1, $2, '{}', 'running', 1, $1, now())`,
    [newId(), JSON.stringify({ grain: 'begun by a job that was given up', sack: newId() })],
  );
  await until(async () => (await mill.entries()).length === 1);
  expect(await mill.entries()).toEqual(['begun by a job that was given up, attempt 2']);
});

test('a process that died leaves its task to another, one that was only slow can do nothing more with it', async () => {
  const { mill, bakery } = town;
  let slowGoesOn = () => {};
  const wait = new Promise<void>((resume) => {
    slowGoesOn = resume;
  });
  let slowEnded = false;
  const slow = carryOut(grind, async ({ grain }, { em }) => {
    em.create(Entry, { what: `${grain}, slowly` });
    await wait;
    slowEnded = true;
    return { kilos: 1 };
  });
  // It cannot renew its leases, as a process that hangs.
  const stalled = Object.create(mill.pool, {
    query: {
      value: (text: string, values: unknown[]) =>
        text.includes('renewed') ? new Promise(() => {}) : mill.pool.query(text, values),
    },
  });
  await mill.start({ definitions: [slow], leaseMs: 300, pool: stalled });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => mill.processes[0]?.running === 1);
  const quick = await mill.start({ definitions: [grinding], leaseMs: 300 });
  await until(async () => (await bakery.entries()).length === 1);
  slowGoesOn();
  await until(() => slowEnded && mill.processes[0]?.running === 0);
  // The slow one may have been the first to see that its own lease was over.
  expect(await mill.entries()).toEqual([expect.stringMatching(/^wheat, attempt [23]$/)]);
  expect(await bakery.entries()).toEqual(['wheat: 5 kg']);
  expect(quick.counters.done).toBe(1);
  expect(mill.processes[0]?.counters.done).toBe(0);
});

test('a process that dies before the commit leaves nothing behind, one that dies after it leaves all', async () => {
  const { mill, bakery } = town;
  let before = 0;
  let after = 0;
  let wakes = 0;
  const quick = { definitions: [carryOut(grind, grinding.work.handle as never, { firstMs: 10 })] };
  await mill.start({
    ...quick,
    wake: () => {
      wakes += 1;
    },
    checkpoint: (point) => {
      if (point === 'before the commit of a task' && ++before === 1) throw new Error('killed');
      if (point === 'after the commit of a task' && ++after === 1) throw new Error('killed');
    },
  });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1 && mill.processes[0]?.running === 0);
  expect(await mill.entries()).toEqual(['wheat, attempt 2']);
  expect([before, after]).toEqual([2, 1]);
  expect((await mill.pool.query('select from outbox.message')).rowCount).toBe(1);
  expect(wakes).toBeGreaterThan(0);
});

test('a database that is away for a moment delays a task, and uses no attempt up', async () => {
  const { mill, bakery } = town;
  let begun = 0;
  const once = carryOut(
    grind,
    async ({ grain }, { em }) => {
      begun += 1;
      if (begun === 1) {
        await mill.pool.query(END_CONNECTIONS, [null]);
      }
      em.create(Entry, { what: grain });
      return { kilos: 1 };
    },
    { maxAttempts: 1 },
  );
  await mill.start({ definitions: [once] });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: 1 kg']);
  expect(await mill.entries()).toEqual(['wheat']);
});
