import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { cancelAsked } from '../src/task/outcome.ts';
import { carryOut } from '../src/task/task.ts';
import { grind, grindFor, heard, startTown, type Town } from './support/mill.ts';
import { deliver, type Post, startPost } from './support/post.ts';
import { Entry, startTaskService, type TaskService } from './support/task-service.ts';
import { until } from './support/until.ts';

const KEY = { key: 'the sack of Monday' };

let town: Town;
/** Another who asks the same mill. */
let inn: TaskService;
let innPost: Post;
/** What the handler waits for. */
let flow: () => void;
let flowing: Promise<void>;
beforeEach(async () => {
  town = await startTown();
  inn = await startTaskService('inn', town.queues, [grind]);
  innPost = startPost(town.mill, inn);
  flowing = new Promise((resume) => {
    flow = resume;
  });
  await town.mill.start({ definitions: [grinding] });
  await town.bakery.start({ definitions: [heard] });
  await inn.start({ definitions: [heard] });
});
afterEach(async () => {
  flow();
  await innPost.stop();
  await inn.stop();
  await town.stop();
});

const grinding = carryOut(grind, async ({ grain }, { em, signal }) => {
  em.create(Entry, { what: grain });
  await Promise.race([flowing, new Promise((resume) => signal.addEventListener('abort', resume))]);
  signal.throwIfAborted();
  return grain === 'old rye' ? { failed: 'MOULDY' } : { kilos: 5 };
});

const taskRows = async () => {
  const { rows } = await town.mill.pool.query<{ id: string; state: string }>('select id, state from inbox.task');
  return rows;
};

test('asked for twice at once, it is carried out once, and both hear of it', async () => {
  const { mill, bakery } = town;
  await bakery.emit(grindFor('wheat', KEY), grindFor('oats', KEY), grindFor('rye'));
  await inn.emit(grindFor('corn', KEY));
  await until(async () => (await mill.pool.query('select from inbox.task_asker')).rowCount === 2);
  flow();
  await until(async () => (await bakery.entries()).length === 3 && (await inn.entries()).length === 1);
  expect((await mill.entries()).length).toBe(2);
  expect((await bakery.entries()).sort()).toEqual(['oats: 5 kg', 'rye: 5 kg', 'wheat: 5 kg']);
  expect(await inn.entries()).toEqual(['corn: 5 kg']);
});

test('asked for again when it is done, the outcome is told again, and only once', async () => {
  const { mill, bakery, post } = town;
  flow();
  await bakery.emit(grindFor('wheat', KEY));
  await until(async () => (await bakery.entries()).length === 1);
  await inn.emit(grindFor('corn', KEY));
  await until(async () => (await inn.entries()).length === 1);
  await post.repeat();
  await innPost.repeat();
  expect(await mill.entries()).toEqual(['wheat']);
  expect(await inn.entries()).toEqual(['corn: 5 kg']);
  expect((await mill.pool.query('select from outbox.message')).rowCount).toBe(2);
});

test('asked for again after it failed, it is another task', async () => {
  const { mill, bakery } = town;
  flow();
  await bakery.emit(grindFor('old rye', KEY));
  await until(async () => (await bakery.entries()).length === 1);
  await bakery.emit(grindFor('wheat', KEY));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['old rye: MOULDY', 'wheat: 5 kg']);
  expect((await mill.entries()).sort()).toEqual(['old rye', 'wheat']);
});

test('one that joined a task that then failed is not carried out again when its message comes again', async () => {
  const { mill, bakery, post } = town;
  await bakery.emit(grindFor('old rye', KEY), grindFor('wheat', KEY));
  await until(async () => (await mill.pool.query('select from inbox.task_asker')).rowCount === 1);
  flow();
  await until(async () => (await bakery.entries()).length === 2);
  await post.repeat();
  expect((await taskRows()).map(({ state }) => state)).toEqual(['failed']);
  expect((await bakery.entries()).sort()).toEqual(['old rye: MOULDY', 'wheat: MOULDY']);
});

test('an asking that meets the end of its key’s task at the same moment hears of it', async () => {
  const { mill, bakery } = town;
  await bakery.emit(grindFor('wheat', KEY));
  await until(async () => (await mill.processes[0]?.status())?.running === 1);
  // The asking waits for the row that is about to end.
  const ending = await mill.pool.connect();
  await ending.query('begin');
  await ending.query('update inbox.task set attempts = attempts');
  await inn.emit(grindFor('corn', KEY));
  await until(async () => {
    const { rows } = await mill.pool.query("select from pg_stat_activity where wait_event_type = 'Lock'");
    return rows.length === 1;
  });
  flow();
  await until(async () => {
    const { rows } = await mill.pool.query("select from pg_stat_activity where wait_event_type = 'Lock'");
    return rows.length === 2;
  });
  await ending.query('commit');
  ending.release();
  await until(async () => (await bakery.entries()).length === 1 && (await inn.entries()).length === 1);
  expect(await inn.entries()).toEqual(['corn: 5 kg']);
});

test('one of two gives it up: the other keeps it', async () => {
  const { mill, bakery } = town;
  const bread = newId();
  await bakery.emit(grindFor('wheat', KEY, bread));
  await until(async () => (await mill.processes[0]?.status())?.running === 1);
  await inn.emit(grindFor('corn', KEY));
  await until(async () => (await mill.pool.query('select from inbox.task_asker')).rowCount === 1);
  await bakery.orm.em.fork().transactional((em) => cancelAsked({ em }, grind, { id: bread }));
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: CANCELLED']);
  flow();
  await until(async () => (await inn.entries()).length === 1);
  expect(await inn.entries()).toEqual(['corn: 5 kg']);
  expect(await bakery.entries()).toEqual(['wheat: CANCELLED']);
});

test('all give it up: it is cancelled', async () => {
  const { mill, bakery } = town;
  const bread = newId();
  await bakery.emit(grindFor('wheat', KEY, bread), grindFor('oats', KEY, bread));
  await until(async () => (await mill.pool.query('select from inbox.task_asker')).rowCount === 1);
  await bakery.orm.em.fork().transactional((em) => cancelAsked({ em }, grind, { id: bread }));
  await until(async () => (await bakery.entries()).length === 2);
  expect((await bakery.entries()).sort()).toEqual(['oats: CANCELLED', 'wheat: CANCELLED']);
  await until(async () => (await taskRows())[0]?.state === 'cancelled');
  expect(await mill.entries()).toEqual([]);
});

test('nobody gives up what somebody else asked for', async () => {
  const { mill, bakery } = town;
  await bakery.emit(grindFor('wheat'));
  await until(async () => (await mill.processes[0]?.status())?.running === 1);
  const [task] = await taskRows();
  const cancel = [1, 1, 'cancel', 'mill.grind', 1, newId(), null, { task: task?.id }, {}, ''] as const;
  await deliver(mill, { source: 'inn', part: 0, messages: JSON.stringify([cancel]), after: [0, 0] }, []);
  flow();
  await until(async () => (await bakery.entries()).length === 1);
  expect(await bakery.entries()).toEqual(['wheat: 5 kg']);
});
