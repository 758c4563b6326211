import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nextOf } from '../src/task/rhythm.ts';
import { carryOut, every } from '../src/task/task.ts';
import { grind } from './support/mill.ts';
import { QueuesInMemory } from './support/queues-in-memory.ts';
import { Entry, startTaskService, type TaskService } from './support/task-service.ts';
import { until } from './support/until.ts';

let mill: TaskService;
beforeEach(async () => {
  mill = await startTaskService('mill', new QueuesInMemory());
});
afterEach(() => mill.stop());

const INPUT = { grain: 'wheat', sack: '01900000-0000-7000-8000-000000000001' };
const grinding = carryOut(grind, async ({ grain }, { em }) => {
  em.create(Entry, { what: grain });
  return { kilos: 1 };
});

const makeDue = () => mill.pool.query("update inbox.schedule set next_at = now() - interval '3 days'");
const nextAt = async (): Promise<Date> =>
  (await mill.pool.query('select next_at from inbox.schedule')).rows[0]?.next_at;

test('two processes make one task each time, however many times were missed', async () => {
  const definitions = [grinding, every('nightly', { cron: '0 3 * * *' }, grind, INPUT)];
  await mill.start({ definitions });
  await mill.start({ definitions });
  await makeDue();
  await until(async () => (await mill.entries()).length === 1);
  expect((await nextAt()).getTime()).toBeGreaterThan(Date.now());
  await makeDue();
  await until(async () => (await mill.entries()).length === 2);
  const { rows } = await mill.pool.query('select schedule, state, asker from inbox.task');
  expect(rows).toEqual([
    { schedule: 'nightly', state: 'done', asker: null },
    { schedule: 'nightly', state: 'done', asker: null },
  ]);
  expect((await mill.pool.query('select from outbox.message')).rowCount).toBe(0);
});

test('a period is kept', async () => {
  await mill.start({ definitions: [grinding, every('often', { everyMs: 200 }, grind, INPUT)] });
  await until(async () => (await mill.entries()).length >= 3);
  const { rows } = await mill.pool.query('select arrived_at from inbox.task order by arrived_at');
  const pauses = rows.slice(1).map(({ arrived_at }, index) => arrived_at - rows[index].arrived_at);
  expect(Math.min(...pauses)).toBeGreaterThan(100);
});

test('while the one before is still worked on, there is no second; afterwards there is one', async () => {
  let goOn = () => {};
  const wait = new Promise<void>((resume) => {
    goOn = resume;
  });
  let begun = 0;
  const slow = carryOut(grind, async () => {
    begun += 1;
    await wait;
    return { kilos: 1 };
  });
  await mill.start({ definitions: [slow, every('often', { everyMs: 100 }, grind, INPUT)] });
  await until(() => begun === 1);
  const due = await nextAt();
  await until(async () => {
    const { rows } = await mill.pool.query<{ ago: boolean }>(
      "select now() > $1::timestamptz + interval '300 ms' as ago",
      [due],
    );
    return rows[0]?.ago === true;
  });
  expect(begun).toBe(1);
  goOn();
  await until(() => begun >= 2);
});

test('a schedule that the manifest no longer has is forgotten, one with another rhythm follows it', async () => {
  const before = await mill.start({
    definitions: [
      grinding,
      every('kept', { cron: '0 3 * * *' }, grind, INPUT),
      every('changed', { cron: '0 3 * * *' }, grind, INPUT),
      every('removed', { everyMs: 60_000 }, grind, INPUT),
    ],
  });
  await before.stop();
  await mill.pool.query("update inbox.schedule set next_at = '2100-01-01'");
  await mill.start({
    definitions: [
      grinding,
      every('kept', { cron: '0 3 * * *' }, grind, INPUT),
      every('changed', { cron: '0 4 * * *' }, grind, INPUT),
    ],
  });
  const { rows } = await mill.pool.query('select name, next_at > $1 as untouched from inbox.schedule order by name', [
    new Date('2099-01-01'),
  ]);
  expect(rows).toEqual([
    { name: 'changed', untouched: false },
    { name: 'kept', untouched: true },
  ]);
});

test('times are those of the schedule’s time zone, through its summer time', () => {
  const rhythm = { cron: '30 2 * * *', timezone: 'Europe/Prague' };
  const next = (now: string) => nextOf(rhythm, new Date(now), new Date(now)).toISOString();
  expect(next('2026-01-10T12:00:00Z')).toBe('2026-01-11T01:30:00.000Z');
  expect(next('2026-07-10T12:00:00Z')).toBe('2026-07-11T00:30:00.000Z');
  expect(nextOf({ cron: '0 3 * * *' }, new Date('2026-07-10T12:00:00Z'), new Date()).toISOString()).toBe(
    '2026-07-11T03:00:00.000Z',
  );
});

test('what makes no sense stops the start', async () => {
  expect(() => every('never', { cron: 'every day' }, grind, INPUT)).toThrow('has no times');
  expect(() => every('at once', { everyMs: 1 }, grind, INPUT)).toThrow('100 ms');
  await expect(mill.start({ definitions: [every('nightly', { everyMs: 1_000 }, grind, INPUT)] })).rejects.toThrow(
    'not carried out here',
  );
  const wrong = every('nightly', { everyMs: 1_000 }, grind, { ...INPUT, grain: 7 as never });
  await expect(mill.start({ definitions: [grinding, wrong] })).rejects.toThrow('does not fit');
  const nightly = every('nightly', { everyMs: 1_000 }, grind, INPUT);
  await expect(mill.start({ definitions: [grinding, nightly, nightly] })).rejects.toThrow('Two schedules');
  await expect(mill.start({ definitions: [grinding, grinding] })).rejects.toThrow('carried out twice');
});
