// demo
import { task, text } from '@strata/basis-contract';
import { carryOut, on } from '@strata/basis-messaging';
import { startTestSystem, type TestAnswer, type TestSystem } from '@strata/basis-testing';
import { Product } from '@strata/sdk-catalog';
import { composition } from '../strata.ts';
import { eventually } from './running-system.ts';

/** What inventory was told of products, in order; while it is cursed, it cannot bear a name that is. */
const taken: string[] = [];
let isCursed = true;
const witness = on(Product, (_unit, { name }) => {
  if (isCursed && name.startsWith('Cursed')) throw new Error(`${name} cannot be taken in.`);
  taken.push(name);
});
const count = task('inventory.count', 1, { input: { place: text() }, output: {}, failures: ['LOCKED'] });
const counting = carryOut(count, ({ place }) => Promise.resolve(place === 'cellar' ? { failed: 'LOCKED' } : {}));
const subgraphs = composition.subgraphs.map((subgraph) =>
  subgraph.name === 'inventory' ? { ...subgraph, handles: [...(subgraph.handles ?? []), witness, counting] } : subgraph,
);

let system: TestSystem;
let product: { id: string; name: string };
beforeAll(async () => {
  system = await startTestSystem({ ...composition, subgraphs });
  await system.settled();
  const { data } = await system.ask('{ products(first: 1) { nodes { id name } } }');
  product = data.products.nodes[0];
});
afterAll(() => system.stop());
beforeEach(() => {
  taken.length = 0;
  isCursed = true;
});

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
async function done(query: string, variables: object = {}, account = 'admin'): Promise<any> {
  const { data, errors } = await system.ask(query, { ...variables }, account);
  expect(errors).toBeUndefined();
  return data;
}

const codeOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions.code;

async function rename(...names: string[]): Promise<void> {
  const query = 'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } } }';
  for (const name of names) await done(query, { input: { id: product.id, name } }, 'staff');
  await system.settled();
}

const LETTERS = `query ($filter: DeadLetterFilter) { deadLetters(service: "inventory", filter: $filter) {
  unreachable nodes { service number state reason topic handler aggregateId error attempts parkedAt } } }`;
const letters = async (filter: object = {}) => (await done(LETTERS, { filter }, 'staff')).deadLetters.nodes;
const REPLAY = `mutation ($input: ReplayDeadLettersInput!) {
  replayDeadLetters(input: $input) { action { id state result } } }`;
const DISCARD = `mutation ($input: DiscardDeadLettersInput!) {
  discardDeadLetters(input: $input) { action { state result } } }`;
const EDIT = `mutation ($input: EditDeadLetterInput!) {
  editDeadLetter(input: $input) { action { state } deadLetter { state payload } } }`;
const ACTIONS = `{ operatorActions(first: 100) { nodes {
  id type service state operatorId arguments result error { code } startedAt endedAt } } }`;
const actions = async (type: string) =>
  (await done(ACTIONS, {}, 'staff')).operatorActions.nodes.filter((each: { type: string }) => each.type === type);

test('an event that is parked is listed, shown, edited, replayed and applied', async () => {
  await rename('Cursed kettle');
  const [letter] = await letters();
  expect(letter).toMatchObject({
    service: 'inventory',
    state: 'FAILED',
    reason: 'HANDLER_FAILED',
    topic: 'catalog.Product',
    aggregateId: product.id,
    error: expect.stringContaining('cannot be taken in'),
  });
  const groups = '{ deadLetterGroups { unreachable nodes { service count reason } } }';
  expect((await done(groups, {}, 'staff')).deadLetterGroups).toEqual({
    unreachable: [],
    nodes: [{ service: 'inventory', count: 1, reason: 'HANDLER_FAILED' }],
  });
  const { number } = letter;
  const show = `query ($number: Int!) { deadLetter(service: "inventory", number: $number) { number payload } }`;
  const { deadLetter } = await done(show, { number });
  expect(deadLetter.payload).toMatchObject({ name: 'Cursed kettle' });
  const again = await done(REPLAY, { input: { service: 'inventory', number } });
  expect(again.replayDeadLetters.action).toMatchObject({ state: 'SUCCEEDED', result: { replayed: 0, failed: 1 } });
  const payload = { ...deadLetter.payload, name: 'Blessed kettle' };
  const edited = await done(EDIT, { input: { service: 'inventory', number, payload } });
  expect(edited.editDeadLetter).toMatchObject({ action: { state: 'SUCCEEDED' }, deadLetter: { payload } });
  const replayed = await done(REPLAY, { input: { service: 'inventory', number } });
  expect(replayed.replayDeadLetters.action).toMatchObject({ state: 'SUCCEEDED', result: { replayed: 1, failed: 0 } });
  expect(taken).toEqual(['Blessed kettle']);
  expect(await letters()).toEqual([]);
  const [{ arguments: noted }] = await actions('EDIT_DEAD_LETTER');
  expect(noted).toEqual({ number, payloadSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  for (const [query, input] of [
    [REPLAY, { service: 'inventory', number }],
    [DISCARD, { service: 'inventory', number }],
    [EDIT, { service: 'inventory', number, payload }],
  ] as const) {
    expect(codeOf(await system.ask(query, { input }, 'admin'))).toBe('CONFLICT');
  }
});

test('what matches a filter is replayed in order, what waited behind it too', async () => {
  await rename('Cursed one', 'Cursed two', 'Fine three');
  expect((await letters()).map(({ state }: { state: string }) => state)).toEqual(['FAILED', 'BEHIND', 'BEHIND']);
  expect(taken).toEqual([]);
  isCursed = false;
  const input = { service: 'inventory', filter: { topic: 'catalog.Product', state: 'FAILED' } };
  const { replayDeadLetters } = await done(REPLAY, { input });
  expect(replayDeadLetters.action.result).toEqual({ replayed: 3, failed: 0, total: 3 });
  expect(taken).toEqual(['Cursed one', 'Cursed two', 'Fine three']);
  expect(await letters()).toEqual([]);
});

test('what is discarded is never taken in, what waited behind it is', async () => {
  await rename('Cursed for good', 'Fine after all');
  const [{ number }] = await letters();
  const { discardDeadLetters } = await done(DISCARD, { input: { service: 'inventory', number } });
  expect(discardDeadLetters.action).toMatchObject({
    state: 'SUCCEEDED',
    result: { discarded: 1, after: { replayed: 1, failed: 0 } },
  });
  expect(taken).toEqual(['Fine after all']);
  expect(await letters({ state: 'DISCARDED' })).toMatchObject([{ number, state: 'DISCARDED' }]);
});

test('a choice that says nothing, or two things, is refused before anything is done', async () => {
  const before = (await actions('DISCARD_DEAD_LETTERS')).length;
  for (const choice of [{}, { filter: {} }, { all: false }, { all: true, number: 1 }]) {
    const input = { service: 'inventory', ...choice };
    expect(codeOf(await system.ask(DISCARD, { input }, 'admin'))).toBe('BAD_USER_INPUT');
  }
  expect(codeOf(await system.ask(DISCARD, { input: { service: 'nobody', all: true } }, 'admin'))).toBe(
    'NO_SUCH_SERVICE',
  );
  expect(await actions('DISCARD_DEAD_LETTERS')).toHaveLength(before);
});

test('customers see nothing, and staff sees how messages fare but neither what they say nor a way to change them', async () => {
  for (const field of ['replicas', 'outboxes', 'deadLetters', 'tasks', 'eventCatalogue']) {
    const answer = await system.ask(`{ ${field} { unreachable } }`, {}, 'customer');
    expect([codeOf(answer), answer.data?.[field] ?? null]).toEqual([
      expect.stringMatching(/FORBIDDEN|UNAUTHORIZED/),
      null,
    ]);
  }
  await rename('Cursed secret');
  const [{ number }] = await letters();
  const show = `query ($number: Int!) { deadLetter(service: "inventory", number: $number) { number payload headers } }`;
  const { data, errors } = await system.ask(show, { number }, 'staff');
  expect(data.deadLetter).toEqual({ number, payload: null, headers: null });
  expect(errors).toHaveLength(2);
  const input = { service: 'inventory', all: true };
  for (const account of ['staff', 'customer']) {
    const refused = await system.ask(DISCARD, { input }, account);
    expect(codeOf(refused)).toMatch(/FORBIDDEN|UNAUTHORIZED/);
  }
  expect(await letters()).toHaveLength(1);
  await done(DISCARD, { input });
});

test('a service that is stopped is named, and the others answer', async () => {
  const ALL = `{ replicas { unreachable nodes { service entity } } outboxes { unreachable nodes { service } }
    deadLetters { unreachable } tasks { unreachable } eventCatalogue { unreachable nodes { topic } } }`;
  await system.stopService('reviews');
  try {
    const answer = await done(ALL, {}, 'staff');
    for (const list of Object.values(answer)) expect(list).toMatchObject({ unreachable: ['reviews'] });
    expect(answer.replicas.nodes).toContainEqual({ service: 'orders', entity: 'catalog.Product' });
    const check = `mutation { checkReplica(input: { service: "reviews", entity: "catalog.Product" }) { action { id } } }`;
    expect(codeOf(await system.ask(check, {}, 'admin'))).toBe('SUBGRAPH_UNAVAILABLE');
    expect(await actions('CHECK_REPLICA')).toMatchObject([
      { service: 'reviews', state: 'FAILED', error: { code: 'SUBGRAPH_UNAVAILABLE' } },
    ]);
  } finally {
    await system.startService('reviews');
  }
});

test('the catalogue says who produces and who consumes what, and what it looks like', async () => {
  const query = '{ eventCatalogue { nodes { topic version kind producers consumers schema outputSchema failures } } }';
  const { nodes } = (await done(query, {}, 'staff')).eventCatalogue;
  const entry = (wanted: string) => nodes.find(({ topic }: { topic: string }) => topic === wanted);
  expect(entry('catalog.Product')).toMatchObject({
    version: 1,
    kind: 'ENTITY',
    producers: ['catalog'],
    consumers: expect.arrayContaining(['inventory', 'orders', 'reviews']),
    schema: { type: 'object', required: expect.arrayContaining(['name']) },
    outputSchema: null,
  });
  expect(entry('inventory.count')).toMatchObject({
    kind: 'TASK',
    consumers: ['inventory'],
    schema: { properties: { place: { type: 'string' } } },
    failures: ['LOCKED'],
  });
});

test('a replica that differs is found, put right, and filled anew', async () => {
  const [orders] = system.hosted().filter(({ definition }) => definition.name === 'orders');
  await orders?.orm.em.fork().execute("update product_replica set status = 'RETIRED' where id = ?", [product.id]);
  const check = `mutation ($input: CheckReplicaInput!) { checkReplica(input: $input) { action { state result } } }`;
  const input = { service: 'orders', entity: 'catalog.Product' };
  const looked = await done(check, { input: { ...input, repair: false } });
  expect(looked.checkReplica.action).toMatchObject({ state: 'SUCCEEDED', result: { differing: 1, repaired: 0 } });
  const repaired = await done(check, { input });
  expect(repaired.checkReplica.action.result).toMatchObject({ differing: 1, repaired: 1 });
  const rebuild = `mutation ($input: RebuildReplicaInput!) { rebuildReplica(input: $input) { action { id state } } }`;
  const { id } = (await done(rebuild, { input })).rebuildReplica.action;
  const ended = await eventually('the replica is filled', async () => {
    const found = await done('query ($id: ID!) { operatorAction(id: $id) { state result } }', { id });
    return found.operatorAction.state !== 'STARTED' && found.operatorAction;
  });
  expect(ended).toMatchObject({ state: 'SUCCEEDED', result: { state: 'ready', generation: 2 } });
  const { replicas } = await done(
    '{ replicas(service: "orders") { nodes { entity state generation check { differing } } } }',
  );
  const shown = { entity: 'catalog.Product', state: 'READY', generation: 2 };
  expect(replicas.nodes).toContainEqual(expect.objectContaining(shown));
  const missing = { service: 'orders', entity: 'catalog.Nothing' };
  expect(codeOf(await system.ask(check, { input: missing }, 'admin'))).toBe('NOT_FOUND');
});

test('a consumer that is gone is let go of, once', async () => {
  const abandon = `mutation ($consumer: String!) {
    abandonConsumer(input: { service: "catalog", consumer: $consumer }) { action { state } } }`;
  await system.stopService('reviews');
  try {
    const { abandonConsumer } = await done(abandon, { consumer: 'reviews' });
    expect(abandonConsumer.action.state).toBe('SUCCEEDED');
    const { outboxes } = await done('{ outboxes(service: "catalog") { nodes { consumers { name state } } } }');
    expect(outboxes.nodes[0].consumers).toContainEqual({ name: 'reviews', state: 'ABANDONED' });
    expect(codeOf(await system.ask(abandon, { consumer: 'reviews' }, 'admin'))).toBe('CONFLICT');
    expect(codeOf(await system.ask(abandon, { consumer: 'nobody' }, 'admin'))).toBe('NOT_FOUND');
  } finally {
    await system.startService('reviews');
  }
});

const RUN =
  'mutation ($input: RunTaskInput!) { runTask(input: $input) { action { id state } task { id state input } } }';
const SHOW = 'query ($id: ID!) { task(service: "inventory", id: $id) { state failure input output } }';

test('a task is run, shown and tried again, and one that is done is a CONFLICT', async () => {
  const run = async (place: string) => {
    const { runTask } = await done(RUN, {
      input: { service: 'inventory', topic: 'inventory.count', input: { place } },
    });
    expect(runTask.task.input).toEqual({ place });
    await system.settled();
    return runTask.task.id;
  };
  const [well, failed] = [await run('attic'), await run('cellar')];
  expect((await done(SHOW, { id: well })).task).toMatchObject({ state: 'DONE', input: { place: 'attic' } });
  expect((await done(SHOW, { id: failed })).task).toMatchObject({ state: 'FAILED', failure: 'LOCKED' });
  const list = '{ tasks(service: "inventory", filter: { topic: "inventory.count", state: FAILED }) { nodes { id } } }';
  expect((await done(list, {}, 'staff')).tasks.nodes).toEqual([{ id: failed }]);
  const change = (name: string, id: string) =>
    system.ask(`mutation { ${name}(input: { service: "inventory", id: "${id}" }) { task { state } } }`, {}, 'admin');
  expect((await change('retryTask', failed)).data.retryTask.task.state).toMatch(/WAITING|RUNNING|FAILED/);
  await system.settled();
  for (const name of ['retryTask', 'cancelTask']) expect(codeOf(await change(name, well))).toBe('CONFLICT');
  const unfit = { service: 'inventory', topic: 'inventory.count', input: { place: 1 } };
  expect(codeOf(await system.ask(RUN, { input: unfit }, 'admin'))).toBe('BAD_USER_INPUT');
});

test('under one key a task is made once', async () => {
  const variables = { input: { service: 'inventory', topic: 'inventory.count', input: { place: 'barn' } } };
  const send = async () => {
    const authorization = `Bearer ${await system.token('admin')}`;
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'barn-once', authorization };
    const body = JSON.stringify({ query: RUN, variables });
    const response = await fetch(`${system.url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as { data: { runTask: { action: { id: string }; task: { id: string } } } };
  };
  const [first, second] = [await send(), await send()];
  expect(second.data.runTask.task.id).toBe(first.data.runTask.task.id);
  expect(second.data.runTask.action.id).toBe(first.data.runTask.action.id);
});

test('who did what, to whom, and what came of it, is written down', async () => {
  const { me } = await done('{ me { id } }');
  const discarded = await actions('DISCARD_DEAD_LETTERS');
  expect(discarded.map(({ state }: { state: string }) => state)).toEqual(
    expect.arrayContaining(['SUCCEEDED', 'FAILED']), // the latter of one that was over
  );
  for (const { operatorId, service, startedAt, endedAt } of discarded) {
    expect([operatorId, service]).toEqual([me.id, 'inventory']);
    expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  }
  expect(await actions('RUN_TASK')).toContainEqual(
    expect.objectContaining({ state: 'FAILED', error: { code: 'BAD_USER_INPUT' }, result: null }),
  );
  const [inventory] = system.hosted().filter(({ definition }) => definition.name === 'inventory');
  const audit = "select distinct who from inbox.audit where action = 'dead letters discarded'";
  expect(await inventory?.orm.em.fork().execute(audit)).toEqual([{ who: me.id }]);
});
