import {
  admitService,
  createHttpServiceClient,
  createIdentityIssuer,
  type HttpServer,
  type ServiceClient,
} from '@strata/basis-network';
import { silentLogger } from '@strata/basis-testing';
import {
  callOperator,
  GATEWAY,
  OPERATE,
  OPERATOR,
  operationsOf,
  serveSubgraph,
  trustOf,
  withMissingKeys,
} from '../src/index.ts';
import { type ShopAndShelf, startShopAndShelf, UNLUCKY } from './support/shop-and-shelf.ts';

const POLL_MS = 20;
const PATIENCE_MS = 60_000;
const keys = withMissingKeys({}, ['shop', 'shelf']);

let both: ShopAndShelf;
let server: HttpServer;
beforeAll(async () => {
  both = await startShopAndShelf();
  await both.settled();
  const trust = trustOf(keys, [both.shop.definition, both.shelf.definition]);
  server = await serveSubgraph(both.shelf, {
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger(),
    trust,
    loadPolicy: () => Promise.reject(new Error('no viewer calls here')),
  });
});
afterAll(async () => {
  await server.close();
  await both.stop();
});

/** The shelf as another service sees it, over HTTP. */
function overHttp(name: string): ServiceClient {
  const issuer = createIdentityIssuer({ name, privateKey: keys[name]?.privateKey ?? {} });
  return createHttpServiceClient({ name: 'shelf', url: server.url, issuer, timeoutMs: 10_000, logger: silentLogger() });
}

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
type Json = any;
const get = (path: string, client: ServiceClient = both.shelf.client): Promise<Json> =>
  callOperator(client, { method: 'GET', path });
const post = (path: string, body: unknown, client: ServiceClient = both.shelf.client): Promise<Json> =>
  callOperator(client, { method: 'POST', path, body });

async function ended(begun: Json, client?: ServiceClient): Promise<Json> {
  for (let job = begun; ; job = await get(`/jobs/${begun.id}`, client)) {
    if (job.state !== 'running') return job;
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`It never became so: ${isSo}`);
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}

const audited = async (action: string) => {
  const em = both.shelf.orm.em.fork();
  return em.execute('select who, subject from inbox.audit where action = ? order by number', [action]);
};

test('nobody but the operator is let through, whatever they are', async () => {
  const outsider = await fetch(`${server.url}/_strata/state`);
  expect(outsider.status).toBe(404);
  for (const name of ['shop', GATEWAY]) {
    const issuer = overHttp(name);
    const response = await issuer.fetch(new Request('http://shelf/_strata/state'), admitService(name));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  }
  const inProcess = await both.shelf.client.fetch(new Request('http://shelf/_strata/state'), admitService('shop'));
  expect(inProcess.status).toBe(404);
  expect(await get('/state', overHttp(OPERATOR))).toMatchObject({ replicas: [{ entity: 'shop.Product' }] });
});

test('a service whose manifest asks for it is let through everywhere, as itself', async () => {
  const ward = { ...both.shop.definition, name: 'ward', calls: { '*': [OPERATE], shelf: ['things:read'] } };
  const guarded = withMissingKeys(keys, ['ward']);
  const trust = trustOf(guarded, [both.shop.definition, both.shelf.definition, ward]);
  const permissions = { shop: [OPERATE], shelf: [OPERATE, 'things:read'], ward: [OPERATE] };
  expect(trust.services.find(({ name }) => name === 'ward')).toMatchObject({ permissions });
  const logger = silentLogger();
  const loadPolicy = () => Promise.reject(new Error('no viewer calls here'));
  const guardedServer = await serveSubgraph(both.shelf, { host: '127.0.0.1', port: 0, logger, trust, loadPolicy });
  const clients = (name: string) => {
    const issuer = createIdentityIssuer({ name: 'ward', privateKey: guarded.ward?.privateKey ?? {} });
    return createHttpServiceClient({ name, url: guardedServer.url, issuer, timeoutMs: 10_000, logger });
  };
  try {
    const operations = operationsOf(ward, { clients, trust });
    expect(operations.services).toEqual(['shop', 'shelf', 'ward']);
    expect(await operations.call('shelf', { method: 'GET', path: '/state' })).toMatchObject({ replicas: [{}] });
    await expect(operations.call('cellar', { method: 'GET', path: '/state' })).rejects.toMatchObject({
      code: 'NO_SUCH_SERVICE',
    });
    expect(() => operationsOf(both.shop.definition, { clients, trust })).toThrow('platform:operate');
  } finally {
    await guardedServer.close();
  }
});

test('a service says what it does with which contracts', async () => {
  const uses = await get('/messages');
  const restock = { role: 'carries out', kind: 'task', name: 'shelf.restock', version: 1, failures: [] };
  expect(uses).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ role: 'replicates', kind: 'entity', name: 'shop.Product' }),
      expect.objectContaining({ role: 'handles', kind: 'event', name: 'shop.ProductSold' }),
      expect.objectContaining({ ...restock, schema: expect.objectContaining({ type: 'object' }) }),
    ]),
  );
});

test.each<[string, unknown]>([
  ['/replicas/check', { entity: 'shop.Product' }],
  ['/dead-letters/edit', { number: 'one', payload: {}, who: 'me' }],
  ['/dead-letters/replay', { choice: {}, who: 'me' }],
  ['/tasks/retry', { id: 'not an id', who: 'me' }],
  ['/outbox/abandon', { consumer: '', who: 'me' }],
])('%s with %j is refused', async (path, body) => {
  await expect(post(path, body)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', status: 400 });
});

test('what is not there is not found', async () => {
  for (const path of ['/dead-letters/4711', '/tasks/0198c2f4-0000-7000-8000-000000000000', '/jobs/none', '/nothing']) {
    await expect(get(path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  const unknown = { entity: 'shop.Nothing', who: 'me' };
  await expect(post('/replicas/rebuild', unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(post('/outbox/abandon', { consumer: 'nobody', who: 'me' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a message that fails is found, mended and replayed, and what waited behind it follows', async () => {
  const productId = await both.addProduct('Kettle');
  await both.sell(productId, UNLUCKY);
  await both.sell(productId, 2);
  await both.settled();
  const operator = overHttp(OPERATOR);
  const found = await get(`/dead-letters?aggregateId=${productId}`, operator);
  expect(found).toMatchObject([
    { state: 'failed', reason: 'HANDLER_FAILED', payload: { pieces: UNLUCKY } },
    { state: 'behind', payload: { pieces: 2 } },
  ]);
  expect(await get('/dead-letters/groups?topic=shop.ProductSold')).toMatchObject([
    { reason: 'HANDLER_FAILED', error: expect.stringContaining('too many to count') },
  ]);
  const number = Number(found[0]?.number);
  expect(await ended(await post('/dead-letters/replay', { choice: { number }, who: 'me' }))).toMatchObject({
    state: 'done',
    result: { replayed: 0, failed: 1 },
  });
  const mended = { number, payload: { pieces: 12 }, who: 'somebody' };
  expect(await post('/dead-letters/edit', mended, operator)).toMatchObject({ payload: { pieces: 12 } });
  const choice = { filter: { aggregateId: productId } };
  const job = await ended(await post('/dead-letters/replay', { choice, who: 'me' }, operator), operator);
  expect(job).toMatchObject({ state: 'done', progress: { done: 2, total: 2 }, result: { replayed: 2, failed: 0 } });
  expect(await both.sold(productId)).toBe(14);
  expect(await audited('dead letter edited')).toEqual([{ who: 'somebody', subject: { number } }]);
});

test('a replica is checked, put right, and filled anew', async () => {
  const productId = await both.addProduct('Toaster');
  await both.settled();
  const em = both.shelf.orm.em.fork();
  await em.execute("update product_replica set name = 'Boaster' where id = ?", [productId]);
  const only = await ended(await post('/replicas/check', { entity: 'shop.Product', repair: false, who: 'me' }));
  expect(only).toMatchObject({ state: 'done', result: { differing: 1, repaired: 0 } });
  const repaired = await ended(await post('/replicas/check', { entity: 'shop.Product', who: 'me' }));
  expect(repaired).toMatchObject({ state: 'done', result: { differing: 1, repaired: 1 } });
  expect(await em.execute('select name from product_replica where id = ?', [productId])).toEqual([{ name: 'Toaster' }]);
  const rebuilt = await ended(await post('/replicas/rebuild', { entity: 'shop.Product', who: 'me' }));
  expect(rebuilt).toMatchObject({ state: 'done', result: { state: 'ready', generation: 2 } });
  expect(await audited('replica.rebuild')).toEqual([{ who: 'me', subject: { entity: 'shop.Product' } }]);
});

test('a task is run, seen and not done twice', async () => {
  const input = { productId: '0198c2f4-0000-7000-8000-000000000001', pieces: 3 };
  const { id } = await post('/tasks/run', { topic: 'shelf.restock', input, who: 'me' });
  await both.settled();
  expect(await get(`/tasks/${id}`)).toMatchObject({ state: 'done', input });
  expect(await get('/tasks?state=done&limit=1')).toHaveLength(1);
  await expect(post('/tasks/retry', { id, who: 'me' })).rejects.toMatchObject({ code: 'CONFLICT' });
  const unfit = { topic: 'shelf.restock', input: {}, who: 'me' };
  await expect(post('/tasks/run', unfit)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a consumer that is abandoned is kept nothing for, and builds its replicas anew when it is back', async () => {
  const shop = both.shop.client;
  expect(await get('/outbox', shop)).toMatchObject({ consumers: [{ name: 'shelf', state: 'active' }] });
  await post('/outbox/abandon', { consumer: 'shelf', who: 'me' }, shop);
  const productId = await both.addProduct('Spoon');
  expect(await get('/outbox', shop)).toMatchObject({ consumers: [{ name: 'shelf', state: 'abandoned', parts: [] }] });
  const back = await both.startShelfAgain();
  try {
    await eventually(async () => JSON.stringify(await get('/outbox', shop)).includes('"active"'));
    await both.settled();
    const em = both.shelf.orm.em.fork();
    const kept = await em.execute('select name from product_replica where id = ?', [productId]);
    expect(kept).toEqual([{ name: 'Spoon' }]);
  } finally {
    await back.stop();
  }
});
