// demo
import { freePort } from '@strata/basis-testing';
import { createClient as createCatalogClient } from '@strata/sdk-catalog';
import { createClient as createOrdersClient } from '@strata/sdk-orders';
import { subgraphs } from '../subgraphs/index.ts';
import { type ServiceStatus, statusOf } from './data-dir.ts';
import { createStage, eventually, isAlive, kill, postgresPid, type Running } from './running-system.ts';

const stage = createStage();
let dataDir: string;
let port: string;
let system: Running;
let token: string;
let product: string;
let order: { id: string; number: string };
beforeAll(async () => {
  dataDir = await stage.folder();
  port = String(await freePort());
  system = await start();
});
afterAll(() => stage.clear());

const start = (): Promise<Running> => stage.start(['--processes', '--port', port, '--data-dir', dataDir]);
const strata = (...args: string[]) => stage.strata([...args, '--data-dir', dataDir, '--json']);

async function services(): Promise<Map<string, ServiceStatus>> {
  return new Map((await statusOf(dataDir)).services.map((service) => [service.name, service]));
}

async function stockOfProduct(): Promise<unknown> {
  const { data } = await system.ask('query($p: ID!) { product(id: $p) { stock { available } } }', { p: product });
  return data?.product?.stock ?? undefined;
}

const metricsAt = async (at: number) => (await fetch(`http://127.0.0.1:${at}/metrics`)).text();

test('each service is a process of its own, and the graph is one', async () => {
  const shown = JSON.parse((await strata('status')).stdout);
  expect(shown.services).toEqual((await statusOf(dataDir)).services);
  const all = await services();
  expect([...all.keys()]).toEqual([...subgraphs.map(({ name }) => name), 'gateway']);
  expect(new Set([...all.values()].map(({ pid }) => pid)).size).toBe(all.size);
  expect([...all.values()].every(({ state, restarts }) => state === 'ready' && restarts === 0)).toBe(true);
  token = (JSON.parse((await strata('token', 'customer')).stdout) as string).trim();
  const { data } = await system.ask('{ me { id } products(first: 1) { nodes { id stock { available } } } }', {}, token);
  expect(data.me.id).toEqual(expect.any(String));
  product = data.products.nodes[0].id;
  const place =
    'mutation($p: ID!) { placeOrder(input: { lines: [{ productId: $p, quantity: 1 }] }) { order { id number } } }';
  order = (await system.ask(place, { p: product }, token)).data.placeOrder.order;
  expect(order.number).toEqual(expect.any(String));
});

test('each process is kept inside the system, but for those that are there to leave it', async () => {
  const all = [...(await services()).keys()];
  // The services listen on the ports that follow the gateway's.
  const pages = await Promise.all(all.map((_, index) => metricsAt(Number(port) + index)));
  const guarded = pages.join('').matchAll(/^strata_egress_refused_total\{service="([^"]+)"\} 0$/gm);
  expect([...guarded].map(([, name]) => name).sort()).toEqual(all.filter((name) => !name.endsWith('-eg')).sort());
});

test('who changed something in one process reads it from the copy of another', async () => {
  const staff = (JSON.parse((await strata('token', 'staff')).stdout) as string).trim();
  const options = { url: `${system.url}/graphql`, headers: { authorization: `Bearer ${staff}` } };
  const [catalog, orders] = [createCatalogClient(options), createOrdersClient(options)];
  for (let round = 0; round < 20; round += 1) {
    const input = { id: product, name: `renamed ${round}` };
    await catalog.mutation({ updateProduct: { __args: { input }, product: { id: true } } });
    const read = await orders.query({ order: { __args: { id: order.id }, lines: { product: { name: true } } } });
    expect(read.order?.lines).toEqual([{ product: { name: input.name } }]);
  }
});

test('a service that is killed takes nobody along, and comes back', async () => {
  const inventory = (await services()).get('inventory');
  kill(inventory?.pid ?? undefined);
  const { data } = await system.ask('query($p: ID!) { product(id: $p) { name stock { available } } }', { p: product });
  expect(data).toEqual({ product: { name: expect.any(String), stock: null } });
  await eventually('stock is told again', stockOfProduct);
  expect((await services()).get('inventory')).toMatchObject({ state: 'ready', restarts: 1 });
});

test('a service that is stopped stays stopped until it is started', async () => {
  expect(await strata('stop', 'catalog')).toMatchObject({ code: 0 });
  expect((await services()).get('catalog')).toMatchObject({ state: 'stopped', pid: null });
  const without = await system.ask('query($id: ID!) { order(id: $id) { number } }', { id: order.id }, token);
  expect(without.data).toEqual({ order: { number: order.number } });
  const refused = await system.ask('{ products(first: 1) { totalCount } }');
  expect(refused.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  expect(await strata('start', 'catalog')).toMatchObject({ code: 0 });
  expect((await system.ask('{ products(first: 1) { totalCount } }')).data.products.totalCount).toBeGreaterThan(0);
  const unknown = await strata('stop', 'nobody');
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(JSON.parse(unknown.stderr)).toEqual({ error: { code: 'NO_SUCH_SERVICE', message: expect.any(String) } });
});

test('no service survives the kill of the system, and the next start has everything; SIGTERM ends all', async () => {
  const before = [...(await services()).values()].map(({ pid }) => pid ?? undefined);
  kill(system.pid);
  await eventually('all services are gone', () => !before.some(isAlive));
  expect((await system.ended).code).not.toBe(0);
  system = await start();
  const { data } = await system.ask('query($id: ID!) { order(id: $id) { number } }', { id: order.id }, token);
  expect(data).toEqual({ order: { number: order.number } });
  const after = [...(await services()).values()].map(({ pid }) => pid ?? undefined);
  const postgres = postgresPid(dataDir);
  expect([...after, postgres].every(isAlive)).toBe(true);
  system.signal('SIGTERM');
  expect((await system.ended).code).toBe(0);
  expect([...after, postgres].some(isAlive)).toBe(false);
});
