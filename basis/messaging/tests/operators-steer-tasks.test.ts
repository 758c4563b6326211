import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { carryOut } from '../src/task/task.ts';
import type { Tasks } from '../src/task/tasks.ts';
import { purgeEnded } from '../src/task/upkeep.ts';
import { grind, grindFor, heard, startTown, type Town } from './support/mill.ts';
import { until } from './support/until.ts';

let town: Town;
let tasks: Tasks;
/** Whether the handler refuses. */
let mouldy: boolean;
beforeEach(async () => {
  mouldy = true;
  town = await startTown();
  const grinding = carryOut(grind, async () => (mouldy ? { failed: 'MOULDY' } : { kilos: 1 }));
  tasks = await town.mill.start({ definitions: [grinding] });
  await town.bakery.start({ definitions: [heard] });
});
afterEach(() => town.stop());

const audited = async () =>
  (await town.mill.pool.query('select who, action, subject from inbox.audit order by number')).rows;

test('they see what there is, by topic and state', async () => {
  await town.bakery.emit(grindFor('wheat'), grindFor('oats', { delayMs: 60_000, key: 'the sack of Monday' }));
  await until(() => tasks.counters.failed === 1);
  await until(async () => (await tasks.list()).length === 2);
  const [failed] = await tasks.list({ state: 'failed' });
  expect(failed).toMatchObject({ topic: 'mill.grind', schemaVersion: 1, askers: ['bakery'], failure: 'MOULDY' });
  expect(await tasks.list({ topic: 'mill.polish' })).toEqual([]);
  const [waiting] = await tasks.list({ topic: 'mill.grind', state: 'waiting', limit: 1 });
  const shown = await tasks.show(waiting?.id as string);
  expect(shown).toMatchObject({ key: 'the sack of Monday', input: { grain: 'oats' }, output: null, attempts: 0 });
  await expect(tasks.show(newId())).rejects.toThrow('No such task');
  await expect(tasks.show('the first one')).rejects.toThrow('No such task');
  expect(await tasks.status()).toMatchObject({ waiting: 1, running: 0, oldestDueMs: 0 });
});

test('they try a failed one again, and it is written down who did', async () => {
  await town.bakery.emit(grindFor('wheat'));
  await until(() => tasks.counters.failed === 1);
  const id = (await tasks.list())[0]?.id as string;
  mouldy = false;
  await tasks.retry(id, 'anna');
  await until(() => tasks.counters.done === 1);
  expect(await tasks.show(id)).toMatchObject({ state: 'done', output: { kilos: 1 }, attempts: 1, failure: null });
  expect(await audited()).toEqual([{ who: 'anna', action: 'task.retry', subject: { id } }]);
  await expect(tasks.retry(id, 'anna')).rejects.toMatchObject({ code: 'CONFLICT' });
  await until(async () => (await town.bakery.entries()).length === 1);
  await town.post.repeat();
  expect(await town.bakery.entries()).toEqual(['wheat: MOULDY']);
});

test('one whose key has gone to another is not tried again', async () => {
  await town.bakery.emit(grindFor('wheat', { key: 'Monday' }));
  await until(() => tasks.counters.failed === 1);
  const id = (await tasks.list())[0]?.id as string;
  mouldy = false;
  await town.bakery.emit(grindFor('oats', { key: 'Monday' }));
  await until(() => tasks.counters.done === 1);
  await expect(tasks.retry(id, 'anna')).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await audited()).toEqual([]);
});

test('they cancel one, and whoever asked is told', async () => {
  await town.bakery.emit(grindFor('wheat', { delayMs: 60_000 }));
  await until(async () => (await tasks.list()).length === 1);
  const id = (await tasks.list())[0]?.id as string;
  await tasks.cancel(id, 'anna');
  await until(async () => (await town.bakery.entries()).length === 1);
  expect(await town.bakery.entries()).toEqual(['wheat: CANCELLED']);
  expect(await audited()).toEqual([{ who: 'anna', action: 'task.cancel', subject: { id } }]);
  await expect(tasks.cancel(id, 'anna')).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('they have one carried out that nobody asked for', async () => {
  mouldy = false;
  const id = await tasks.run('mill.grind', { grain: 'wheat', sack: newId() }, 'anna');
  await until(() => tasks.counters.done === 1);
  expect(await tasks.show(id)).toMatchObject({ askers: [], state: 'done' });
  expect(await audited()).toEqual([{ who: 'anna', action: 'task.run', subject: { id, topic: 'mill.grind' } }]);
  await expect(tasks.run('mill.grind', { grain: 1 }, 'anna')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(tasks.run('mill.polish', {}, 'anna')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what ended long ago is forgotten', async () => {
  await town.bakery.emit(grindFor('wheat'), grindFor('oats'));
  await until(() => tasks.counters.failed === 2);
  await town.mill.pool.query(
    "update inbox.task set ended_at = now() - interval '31 days' where input->>'grain' = 'wheat'",
  );
  expect(await purgeEnded(town.mill.pool)).toBe(false);
  expect((await tasks.list()).length).toBe(1);
});
