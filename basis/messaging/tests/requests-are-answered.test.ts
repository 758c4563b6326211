import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { carryOut } from '../src/task/task.ts';
import { grind, heard, startTown, type Town } from './support/mill.ts';
import { until } from './support/until.ts';

let town: Town;
beforeEach(async () => {
  town = await startTown();
});
afterEach(() => town.stop());

const ask = (grain: string, timeoutMs = 10_000, process = 0) => {
  const tasks = town.bakery.processes[process];
  if (tasks === undefined) throw new Error('the bakery has no such process');
  return tasks.request(grind, { id: newId() }, { grain, sack: newId() }, { timeoutMs });
};

const grinding = carryOut(grind, async ({ grain }) =>
  grain === 'old rye' ? { failed: 'MOULDY' } : { kilos: grain.length },
);

test('with the output, or with the declared failure', async () => {
  await town.mill.start({ definitions: [grinding] });
  await town.bakery.start({ definitions: [] });
  expect(await ask('wheat')).toEqual({ done: { kilos: 5 } });
  expect(await ask('old rye')).toEqual({ failed: 'MOULDY' });
});

test('many at once, each with its own, also where another process takes the outcomes in', async () => {
  await town.mill.start({ definitions: [grinding] });
  await town.bakery.start({ definitions: [] });
  await town.bakery.start({ definitions: [] });
  const grains = Array.from({ length: 40 }, (_, length) => 'x'.repeat(length + 1));
  const replies = await Promise.all(grains.map((grain, index) => ask(grain, 15_000, index % 2)));
  expect(replies).toEqual(grains.map(({ length }) => ({ done: { kilos: length } })));
});

test('not in time: it throws, nobody begins it any more, and what came of it is still heard', async () => {
  town.post.hold();
  await town.mill.start({ definitions: [grinding] });
  await town.bakery.start({ definitions: [heard] });
  await expect(ask('wheat', 60)).rejects.toMatchObject({ code: 'TASK_TIMEOUT', status: 504 });
  town.post.resume();
  await until(async () => (await town.bakery.entries()).length === 1);
  expect(await town.bakery.entries()).toEqual(['wheat: DEADLINE']);
  expect(town.mill.processes[0]?.counters).toMatchObject({ started: 0, expired: 1 });
});

test('with what stops it: a task that is not listed, a process that stops', async () => {
  town.post.hold();
  const tasks = await town.bakery.start({ definitions: [] });
  const unlisted = { ...grind, kind: 'task' as const, name: 'mill.polish' as const };
  const asking = tasks.request(unlisted as never, { id: newId() }, {} as never, { timeoutMs: 1_000 });
  await expect(asking).rejects.toThrow();
  const open = ask('wheat');
  const refused = expect(open).rejects.toMatchObject({ code: 'STOPPING' });
  await until(async () => (await tasks.status()).asked === 1);
  await tasks.stop();
  await refused;
});
