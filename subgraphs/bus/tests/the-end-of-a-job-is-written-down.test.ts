import { NotFoundError, newId } from '@strata/basis-core';
import { OperatorAction, OperatorActionType } from '../src/operator-action.entity.ts';
import { type BusAndToy, startBusAndToy } from './support/bus-and-toy.ts';

const HOUR_MS = 60 * 60 * 1_000;
const ENDED = { id: 'ended', name: 'replay', state: 'done', progress: { done: 1 }, result: { replayed: 1 } };

/** The jobs that the toy was asked for. */
const asked: string[] = [];
let bus: BusAndToy;

async function answer(_request: Request, path: string): Promise<object> {
  asked.push(path);
  if (path !== '/jobs/ended') throw new NotFoundError('job');
  return ENDED;
}

beforeAll(async () => {
  bus = await startBusAndToy(answer);
});
afterAll(() => bus.stop());
beforeEach(async () => {
  asked.length = 0;
  await bus.sql('delete from operator_action');
});

/** Actions whose mutation did not see the end of their jobs, a second apart. */
async function began(jobIds: readonly string[], hoursAgo: number): Promise<void> {
  const em = bus.orm.em.fork();
  const from = Date.now() - hoursAgo * HOUR_MS;
  for (const [index, jobId] of jobIds.entries()) {
    const intent = { id: newId(), type: OperatorActionType.REPLAY_DEAD_LETTERS, service: 'toy', arguments: {} };
    const action = OperatorAction.begin(intent, newId(), new Date(from + index * 1_000));
    action.jobId = jobId;
    em.persist(action);
  }
  await em.flush();
}

const LIST = 'operatorActions(first: 100) { nodes { state result error { code } } }';

test('sixty jobs that are gone hide no older one that ended, and are given up', async () => {
  await began(['ended', ...Array.from({ length: 60 }, (_, index) => `gone-${index}`)], 2);
  const { data, errors } = await bus.send(`{ a: ${LIST} b: ${LIST} }`, newId());
  expect(errors).toBeUndefined();
  const { a, b } = data as Record<'a' | 'b', { nodes: object[] }>;
  const lost = { state: 'FAILED', result: null, error: { code: 'JOB_LOST' } };
  expect(a.nodes).toEqual([
    ...Array.from({ length: 60 }, () => lost),
    { state: 'SUCCEEDED', result: { replayed: 1 }, error: null },
  ]);
  expect(b).toEqual(a);
  expect(asked).toHaveLength(61);
  await bus.send(`{ ${LIST} }`, newId());
  expect(asked).toHaveLength(61);
});

test('a job that is unknown soon after it began may be known to another process of its service', async () => {
  await began(['gone'], 0.5);
  const { data } = await bus.send(`{ ${LIST} }`, newId());
  expect(data).toEqual({ operatorActions: { nodes: [{ state: 'STARTED', result: null, error: null }] } });
});

test('a question under an Idempotency-Key is asked anew each time', async () => {
  const key = newId();
  for (const count of [1, 2]) {
    await began(['ended'], 0.5);
    const { data } = await bus.send(`{ ${LIST} }`, key);
    const ended = { state: 'SUCCEEDED', result: { replayed: 1 }, error: null };
    expect(data).toEqual({ operatorActions: { nodes: Array.from({ length: count }, () => ended) } });
  }
});
