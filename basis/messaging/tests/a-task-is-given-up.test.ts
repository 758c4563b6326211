import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { abandon } from '../src/relay/streams.ts';
import { cancelAsked } from '../src/task/outcome.ts';
import { carryOut, onOutcome } from '../src/task/task.ts';
import { grind, grindFor, heard, startTown, type Town } from './support/mill.ts';
import { Entry } from './support/task-service.ts';
import { until } from './support/until.ts';

let town: Town;
beforeEach(async () => {
  town = await startTown();
});
afterEach(() => town.stop());

let begun = 0;
const grinding = carryOut(grind, async ({ grain }, { em }) => {
  begun += 1;
  em.create(Entry, { what: grain });
  return { kilos: 1 };
});
beforeEach(() => {
  begun = 0;
});

const failing = carryOut(grind, () => Promise.reject(new Error('no water')), { firstMs: 20, maxMs: 20 });

test('one that is to wait is not begun before', async () => {
  const { mill, bakery } = town;
  const begunAt = new Map<string, number>();
  const noting = carryOut(grind, async ({ grain }) => {
    begunAt.set(grain, Date.now());
    return { kilos: 1 };
  });
  await mill.start({ definitions: [noting] });
  await bakery.start({ definitions: [heard] });
  const askedAt = Date.now();
  const at = new Date(askedAt + 900);
  await bakery.emit(grindFor('wheat', { delayMs: 700 }), grindFor('oats', { dueAt: at }));
  await until(async () => (await bakery.entries()).length === 2);
  expect((begunAt.get('wheat') ?? 0) - askedAt).toBeGreaterThanOrEqual(700);
  expect((begunAt.get('oats') ?? 0) - askedAt).toBeGreaterThanOrEqual(900);
});

test('one that was not done by its deadline has expired, and is not begun any more', async () => {
  const { mill, bakery } = town;
  await mill.start({ definitions: [failing] });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat', { deadlineMs: 3_000 }));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: DEADLINE']);
  const [task] = (await mill.processes[0]?.list()) ?? [];
  expect(task).toMatchObject({ state: 'expired' });
  expect(task?.attempts).toBeGreaterThan(1);
});

test('one that arrives after its deadline is not begun at all', async () => {
  const { mill, bakery, post } = town;
  post.hold();
  await mill.start({ definitions: [grinding] });
  await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat', { deadlineMs: 50 }));
  await until(async () => {
    const { rows } = await bakery.pool.query('select from outbox.asked where deadline_at < clock_timestamp()');
    return rows.length === 1;
  });
  post.resume();
  await until(async () => (await bakery.entries()).length === 1);
  expect(begun).toBe(0);
});

test('one that runs at its deadline is interrupted, and what it wrote is taken back', async () => {
  const { mill, bakery } = town;
  let interrupted: AbortSignal | undefined;
  const slow = carryOut(grind, async ({ grain }, { em, signal }) => {
    interrupted = signal;
    em.create(Entry, { what: grain });
    await em.flush();
    await until(() => signal.aborted);
    return { kilos: 1 };
  });
  await mill.start({ definitions: [slow] });
  const told: string[] = [];
  const listening = onOutcome(grind, {
    done: async () => void told.push('done'),
    failed: async () => void told.push('failed'),
    expired: async () => void told.push('expired'),
  });
  await bakery.start({ definitions: [listening] });
  await bakery.emit(grindFor('wheat', { deadlineMs: 4_000 }));
  await until(() => told.length > 0);
  expect(told).toEqual(['expired']);
  expect(interrupted?.aborted).toBe(true);
  expect(await mill.entries()).toEqual([]);
});

/** The task about wheat gets through, and its outcome does not. */
const holdingOutcomes = () =>
  carryOut(grind, async ({ grain }) => {
    if (grain === 'wheat') town.post.hold();
    return { kilos: 1 };
  });

test('where whoever was asked says nothing, it has expired all the same; what they say later is not heard', async () => {
  const { mill, bakery, post } = town;
  await mill.start({ definitions: [holdingOutcomes()] });
  await bakery.start({ definitions: [heard], outcomeGraceMs: 50 });
  await bakery.emit(grindFor('wheat', { deadlineMs: 5_000 }));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: DEADLINE']);
  expect(mill.processes[0]?.counters.done).toBe(1);
  await post.repeat();
  post.resume();
  await bakery.emit(grindFor('oats'));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['oats: 1 kg', 'wheat: DEADLINE']);
});

test('one that an abandoned consumer was asked for expires, whether it was asked before or after', async () => {
  const { bakery } = town;
  await bakery.start({ definitions: [heard], outcomeGraceMs: 50 });
  await bakery.pool.query("insert into outbox.consumer (name) values ('mill')");
  await bakery.emit(grindFor('wheat'));
  expect(await abandon(bakery.pool, 'mill')).toBe(true);
  await bakery.emit(grindFor('oats', { deadlineMs: 3_600_000 }));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['oats: DEADLINE', 'wheat: DEADLINE']);
});

test('one that waits is cancelled at once', async () => {
  const { mill, bakery } = town;
  await mill.start({ definitions: [grinding] });
  const asking = await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat', { delayMs: 60_000 }));
  await until(async () => (await mill.processes[0]?.status())?.waiting === 1);
  const { rows } = await bakery.pool.query<{ id: string }>('select id from outbox.asked');
  expect(await asking.cancelAsked(rows[0]?.id as string)).toBe(true);
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: CANCELLED']);
  expect(begun).toBe(0);
  expect(await asking.cancelAsked(rows[0]?.id as string)).toBe(false);
  expect(await asking.cancelAsked(newId())).toBe(false);
});

test('one that runs is interrupted', async () => {
  const { mill, bakery } = town;
  let running = 0;
  const slow = carryOut(grind, async ({ grain }, { em, signal }) => {
    running += 1;
    em.create(Entry, { what: grain });
    await until(() => signal.aborted);
    throw signal.reason;
  });
  await mill.start({ definitions: [slow] });
  await mill.start({ definitions: [slow] });
  await bakery.start({ definitions: [heard] });
  const bread = newId();
  await bakery.emit(grindFor('wheat', {}, bread), grindFor('oats', {}, bread), grindFor('rye'));
  await until(() => running === 3);
  expect(await bakery.orm.em.fork().transactional((em) => cancelAsked({ em }, grind, { id: bread }))).toBe(2);
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['oats: CANCELLED', 'wheat: CANCELLED']);
  expect(await mill.entries()).toEqual([]);
  expect(await mill.processes[0]?.status()).toMatchObject({ running: 1 });
});

test('one whose process died is cancelled when its lease has run out', async () => {
  const { mill, bakery } = town;
  await bakery.start({ definitions: [heard] });
  const process = await mill.start({ definitions: [] });
  const [, id] = await runningSomewhereElse();
  await process.cancel(id, 'tester');
  expect((await mill.task(id)).state).toBe('running');
  await mill.pool.query("update inbox.task set lease_until = now() - interval '1 s'");
  await until(async () => (await mill.task(id)).state === 'cancelled');
});

async function runningSomewhereElse(): Promise<[string, string]> {
  const id = newId();
  await town.mill.pool.query(
    `insert into inbox.task (id, topic, schema_version, asker, aggregate_id, input, headers, state, attempts, lease, lease_until)
     values ($1, 'mill.grind', 1, 'bakery', $1, '{}', '{}', 'running', 1, $1, now() + interval '1 h')`,
    [id],
  );
  return ['mill.grind', id];
}

test('one that is done stays done', async () => {
  const { mill, bakery, post } = town;
  await mill.start({ definitions: [holdingOutcomes()] });
  const asking = await bakery.start({ definitions: [heard] });
  await bakery.emit(grindFor('wheat'));
  await until(() => mill.processes[0]?.counters.done === 1);
  const { rows } = await bakery.pool.query<{ id: string }>('select id from outbox.asked where outcome is null');
  expect(await asking.cancelAsked(rows[0]?.id as string)).toBe(true);
  post.resume();
  await until(async () => (await bakery.entries()).length === 1);
  await post.repeat();
  expect(await bakery.entries()).toEqual(['wheat: 1 kg']);
  expect(mill.processes[0]?.counters).toMatchObject({ done: 1, cancelled: 0 });
});
