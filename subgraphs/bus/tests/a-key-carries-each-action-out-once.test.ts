import { BadUserInputError, newId, SubgraphUnavailableError } from '@strata/basis-core';
import type { GraphQLResult } from '@strata/basis-network';
import { type BusAndToy, startBusAndToy } from './support/bus-and-toy.ts';

interface Answered {
  id: string;
  state: string;
  arguments: object;
}

const TASK = {
  ...{ id: '0198c2f4-0000-7000-8000-000000000001', topic: 'toy.play', state: 'waiting', attempts: 0, input: {} },
  ...{ output: null, arrivedAt: '2026-01-31T12:00:00.000Z', dueAt: '2026-01-31T12:00:00.000Z', deadlineAt: null },
  ...{ endedAt: null, cancelling: false, failure: null, error: null, requester: 'bus', key: null },
};

/** What the toy was asked to do, and what it refuses with. */
const asked: unknown[] = [];
let refusals: Error[] = [];
let job = {};
let bus: BusAndToy;

async function answer(request: Request, path: string): Promise<object> {
  if (path === '/jobs/j') return job;
  if (request.method === 'GET') return TASK;
  const { choice } = (await request.json()) as { choice?: { number?: number } };
  asked.push(choice?.number ?? path);
  const refusal = refusals.shift();
  if (refusal !== undefined) throw refusal;
  return path === '/tasks/run' ? TASK : { discarded: 1 };
}

beforeAll(async () => {
  bus = await startBusAndToy(answer);
});
afterAll(() => bus.stop());
beforeEach(async () => {
  asked.length = 0;
  refusals = [];
  await bus.sql('delete from operator_action');
});

const discard = (number: number) =>
  `discardDeadLetters(input: { service: "toy", number: ${number} }) { action { id state arguments } }`;
const both = (first: number) => `mutation { a: ${discard(first)} b: ${discard(first + 1)} }`;
const one = (number: number) => `mutation { a: ${discard(number)} }`;
const RUN = `mutation { runTask(input: { service: "toy", topic: "toy.play", input: {} }) { action { id } } }`;

const codeOf = ({ errors }: GraphQLResult) => errors?.[0]?.extensions?.code;
function action(result: GraphQLResult, alias: string): Answered {
  expect(result.errors).toBeUndefined();
  return (result.data as Record<string, { action: Answered }>)[alias]?.action as Answered;
}
const states = async () =>
  (await bus.sql<{ state: string }>('select state from operator_action order by id')).map(({ state }) => state);
/** Has the database refuse what the condition does not hold for, as if the process had died before it was written. */
async function dyingUnless<T>(condition: string, work: () => Promise<T>): Promise<T> {
  await bus.sql(`alter table operator_action add constraint death check (${condition})`);
  try {
    return await work();
  } finally {
    await bus.sql('alter table operator_action drop constraint death');
  }
}

test('a request of two mutations that comes again gets its two actions, and nothing is done again', async () => {
  const key = newId();
  const [first, second] = [await bus.send(both(1), key), await bus.send(both(1), key)];
  for (const [alias, number] of [['a', 1] as const, ['b', 2] as const]) {
    const choice = { number };
    expect(action(first, alias)).toMatchObject({ state: 'SUCCEEDED', arguments: { choice } });
    expect(action(second, alias)).toEqual(action(first, alias));
  }
  expect(asked).toEqual([1, 2]);
  expect(await states()).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('of a process that died between two mutations, the second is done when the request comes again', async () => {
  const key = newId();
  const died = await dyingUnless(`arguments->'choice'->>'number' <> '2'`, () => bus.send(both(1), key));
  expect(died.errors).toHaveLength(1);
  expect(asked).toEqual([1]);
  const again = await bus.send(both(1), key);
  expect(action(again, 'a')).toMatchObject({ state: 'SUCCEEDED', arguments: { choice: { number: 1 } } });
  expect(action(again, 'b')).toMatchObject({ state: 'SUCCEEDED', arguments: { choice: { number: 2 } } });
  expect(asked).toEqual([1, 2]);
  expect(await states()).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('of a process that died in a mutation, that one stays as it is, and what came after it is done', async () => {
  const key = newId();
  const died = await dyingUnless(`state = 'STARTED'`, () => bus.send(both(1), key));
  expect(died.errors).toHaveLength(1);
  const again = await bus.send(both(1), key);
  expect([action(again, 'a').state, action(again, 'b').state]).toEqual(['STARTED', 'SUCCEEDED']);
  expect(asked).toEqual([1, 2]);
});

test('what failed is tried again under its key, written down each time, until it is done', async () => {
  const key = newId();
  refusals = [new SubgraphUnavailableError(), new SubgraphUnavailableError()];
  for (const code of ['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE']) {
    expect(codeOf(await bus.send(one(1), key))).toBe(code);
  }
  const answers = await Promise.all([1, 2, 3, 4].map(() => bus.send(one(1), key)));
  const after = await bus.send(one(1), key);
  expect(action(after, 'a').state).toBe('SUCCEEDED');
  expect(new Set(answers.map((each) => action(each, 'a').id))).toEqual(new Set([action(after, 'a').id]));
  expect(asked).toEqual([1, 1, 1]);
  expect(await states()).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
});

test('a task that may have been made is not made again under its key; one that was refused is', async () => {
  const [unsure, refused] = [newId(), newId()];
  refusals = [new SubgraphUnavailableError()];
  for (const _ of [1, 2]) expect(codeOf(await bus.send(RUN, unsure))).toBe('SUBGRAPH_UNAVAILABLE');
  expect(asked).toEqual(['/tasks/run']);
  refusals = [new BadUserInputError('No.')];
  expect([codeOf(await bus.send(RUN, refused)), codeOf(await bus.send(RUN, refused))]).toEqual([
    'BAD_USER_INPUT',
    undefined,
  ]);
  expect(asked).toHaveLength(3);
});

test('of an action that its service carries out as a job, a repeat is told how it ended', async () => {
  const key = newId();
  const { id } = action(await bus.send(one(1), key), 'a');
  await bus.sql(`update operator_action set state = 'STARTED', ended_at = null, result = null, job_id = 'j'`);
  for (const state of ['running', 'done']) {
    job = { id: 'j', name: 'discard', state, progress: { done: 0 }, result: {} };
    const expected = state === 'running' ? 'STARTED' : 'SUCCEEDED';
    expect(action(await bus.send(one(1), key), 'a')).toMatchObject({ id, state: expected });
  }
  expect(asked).toEqual([1]);
});
