import type { Identity, Trust } from '@strata/basis-network';
import { createLocalServiceClient, generateIdentityKey } from '@strata/basis-network';
import { OPERATE } from '@strata/basis-subgraph';
import { startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { bus } from '../src/index.ts';

const LETTER = {
  ...{ number: 7, source: 'other', kind: 'event', topic: 'other.Thing', schemaVersion: 1, handler: 'on other.Thing' },
  ...{ aggregateId: '0198c2f4-0000-7000-8000-000000000001', state: 'failed', reason: 'HANDLER_FAILED', error: 'No.' },
  ...{ fingerprint: 'f', attempts: 4, payload: { secret: 1 }, headers: {}, triedAt: null, endedAt: null },
  ...{ writtenAt: '2026-01-31T12:00:00.000Z', parkedAt: '2026-01-31T12:00:01.000Z' },
};
const permissions = { toy: [OPERATE], deaf: [OPERATE] };
const trust: Trust = {
  services: [{ name: 'bus', publicKey: generateIdentityKey().publicKey, signsViewers: false, permissions }],
};
const admin = viewerWith(['bus:read', 'bus:operate']);

/** What the toy was asked to do, by whom, and what stood in the audit at that moment. */
const asked: { path: string; body: unknown; as: string | null; state: unknown }[] = [];
let job: object = { id: 'j1', name: 'replay', state: 'running', progress: { done: 1, total: 2 } };
let subgraph: TestSubgraph;

async function answer(request: Request, identity?: Identity): Promise<Response> {
  const path = new URL(request.url).pathname.replace('/_strata', '');
  if (request.method === 'GET')
    return Response.json(path.startsWith('/jobs') ? job : path === '/dead-letters' ? [LETTER] : LETTER);
  const rows = await subgraph.orm.em
    .fork()
    .execute<{ state: string }[]>('select state from operator_action order by id desc');
  asked.push({ path, body: await request.json(), as: identity?.viewer.id ?? null, state: rows[0]?.state });
  return Response.json(path === '/dead-letters/replay' ? job : LETTER);
}

beforeAll(async () => {
  const execute = async () => ({ data: null });
  const services = {
    toy: createLocalServiceClient({ name: 'toy', trust, execute, fetch: answer }),
    deaf: createLocalServiceClient({ name: 'deaf', trust, execute, fetch: () => new Promise<Response>(() => {}) }),
  };
  subgraph = await startTestSubgraph(bus, { services, trust });
});
afterAll(() => subgraph.stop());
beforeEach(() => {
  asked.length = 0;
});

test('it stands in the audit, begun, when the service is asked, and ended when the service has answered', async () => {
  const edit = `mutation { editDeadLetter(input: { service: "toy", number: 7, payload: { name: "x" } }) {
    action { state operatorId arguments } deadLetter { payload writtenAt } } }`;
  const { data, errors } = await subgraph.ask(edit, {}, admin);
  expect(errors).toBeUndefined();
  expect(asked).toEqual([
    {
      path: '/dead-letters/edit',
      body: { number: 7, payload: { name: 'x' }, who: admin.id },
      as: 'bus',
      state: 'STARTED',
    },
  ]);
  expect(data?.editDeadLetter).toMatchObject({
    action: { state: 'SUCCEEDED', operatorId: admin.id, arguments: { number: 7 } },
    deadLetter: { payload: { secret: 1 }, writtenAt: LETTER.writtenAt },
  });
  expect(JSON.stringify(data)).not.toContain('"x"');
});

test('a payload that PostgreSQL could not keep is refused before anything is written', async () => {
  const edit = `mutation ($payload: JSON!) {
    editDeadLetter(input: { service: "toy", number: 7, payload: $payload }) { action { id } } }`;
  for (const payload of ['NUL \0', { deep: ['\ud800'] }]) {
    const { errors } = await subgraph.ask(edit, { payload }, admin);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  const kept = await subgraph.ask(edit, { payload: { text: 'a \\u0000 that is none' } }, admin);
  expect(kept.errors).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test('a service that does not answer is named after a while, and the rest is answered', async () => {
  const { data } = await subgraph.ask('{ deadLetters { unreachable nodes { service number } } }', {}, admin);
  expect(data?.deadLetters).toEqual({ unreachable: ['deaf'], nodes: [{ service: 'toy', number: 7 }] });
});

test('what takes long is answered as it is, and its end is written down once somebody looks', async () => {
  const replay = 'mutation { replayDeadLetters(input: { service: "toy", all: true }) { action { id state } } }';
  const { data } = await subgraph.ask(replay, {}, admin);
  const { replayDeadLetters } = data as { replayDeadLetters: { action: { id: string; state: string } } };
  const { id, state } = replayDeadLetters.action;
  expect(state).toBe('STARTED');
  const show = 'query ($id: ID!) { operatorAction(id: $id) { state result endedAt progress { done total } } }';
  const running = await subgraph.ask(show, { id }, admin);
  expect(running.data?.operatorAction).toEqual({
    state: 'STARTED',
    result: null,
    endedAt: null,
    progress: { done: 1, total: 2 },
  });
  job = { ...job, state: 'done', result: { replayed: 2, failed: 0, total: 2 } };
  const ended = await subgraph.ask(show, { id }, admin);
  expect(ended.data?.operatorAction).toEqual({
    state: 'SUCCEEDED',
    result: { replayed: 2, failed: 0, total: 2 },
    endedAt: expect.any(String),
    progress: null,
  });
});

test('who may only look changes nothing, and what messages say stays hidden', async () => {
  const staff = viewerWith(['bus:read']);
  const discard = 'mutation { discardDeadLetters(input: { service: "toy", all: true }) { action { id } } }';
  expect((await subgraph.ask(discard, {}, staff)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(asked).toEqual([]);
  const show = '{ deadLetter(service: "toy", number: 7) { error payload } }';
  const { data, errors } = await subgraph.ask(show, {}, staff);
  expect(data).toEqual({ deadLetter: { error: 'No.', payload: null } });
  expect(errors).toMatchObject([{ path: ['deadLetter', 'payload'], extensions: { code: 'FORBIDDEN' } }]);
});
