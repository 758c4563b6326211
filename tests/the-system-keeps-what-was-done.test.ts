// demo
import { freePort } from '@strata/basis-testing';
import { Client } from 'pg';
import { postgresUrl } from './data-dir.ts';
import { createStage, eventually, isAlive, kill, postgresPid, type Running } from './running-system.ts';

const stage = createStage();
let dataDir: string;
let port: string;
let token: string;
let order: { id: string; number: string };
let productCount: number;
beforeAll(async () => {
  dataDir = await stage.folder();
  port = String(await freePort());
});
afterAll(() => stage.clear());

const SHOP_WINDOW = `{ me { displayName }
  products(first: 3) { totalCount nodes { id name price { amount currency } stock { available } rating
    reviews(first: 2) { nodes { rating body author { displayName } } } } pageInfo { hasNextPage endCursor } } }`;
const PLACE = `mutation($p: ID!, $q: Int!) { placeOrder(input: { lines: [{ productId: $p, quantity: $q }] }) {
  order { id number status total { amount } lines { quantity product { name } } customer { displayName } } } }`;

const start = (...flags: string[]): Promise<Running> => stage.start(['--port', port, '--data-dir', dataDir, ...flags]);

/** The order that was placed, and as many rows as were seeded. */
async function expectEverythingThere(system: Running): Promise<void> {
  const query = 'query($id: ID!) { order(id: $id) { number } products(first: 1) { totalCount } }';
  const { data, errors } = await system.ask(query, { id: order.id }, token);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ order: { number: order.number }, products: { totalCount: productCount } });
}

test('one start: a banner, a token, the query of four services, an order', async () => {
  const system = await start();
  expect(system.url).toBe(`http://localhost:${port}`);
  expect(system.printed.stderr.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
  const signedIn = await stage.strata(['token', 'customer', '--data-dir', dataDir]);
  expect(signedIn).toEqual({ code: 0, stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/), stderr: '' });
  token = signedIn.stdout.trim();
  const window = await system.ask(SHOP_WINDOW, {}, token);
  expect(window.errors).toBeUndefined();
  expect(window.data.me.displayName).toEqual(expect.any(String));
  productCount = window.data.products.totalCount;
  const placed = await system.ask(PLACE, { p: window.data.products.nodes[0].id, q: 2 }, token);
  expect(placed.errors).toBeUndefined();
  order = placed.data.placeOrder.order;
  expect(order).toMatchObject({ status: 'PLACED', lines: [{ quantity: 2 }] });
  const postgres = postgresPid(dataDir);
  system.signal('SIGKILL');
  kill(postgres);
  await system.ended;
  await eventually('all are gone', () => !isAlive(system.pid) && !isAlive(postgres));
});

test('after kill -9 of everything, all is there, once; a signed-in customer stays signed in', async () => {
  const system = await start();
  await expectEverythingThere(system);
  system.signal('SIGKILL');
  await system.ended;
  await eventually('Node is gone', () => !isAlive(system.pid));
  expect(isAlive(postgresPid(dataDir))).toBe(true);
});

test('after kill -9 of Node alone, the PostgreSQL that it left is taken over; Ctrl-C ends all, work in hand finished', async () => {
  const system = await start();
  expect(system.printed.stdout).toContain('it was still running');
  await expectEverythingThere(system);
  const postgres = postgresPid(dataDir);
  const client = new Client({ connectionString: postgresUrl(dataDir, 'catalog') });
  client.on('error', () => undefined); // once the lock is gone, PostgreSQL ends when it likes
  await client.connect();
  await client.query('begin; lock table product in access exclusive mode');
  const inHand = system.ask('{ products(first: 1) { totalCount } }');
  await eventually('it waits for the lock', async () => {
    const waiting = await client.query("select from pg_locks where not granted and relation = 'product'::regclass");
    return (waiting.rowCount ?? 0) > 0;
  });
  system.signal('SIGINT');
  await eventually('it takes no more', () =>
    system.ask('{ me { id } }').then(
      ({ status }) => status === 503,
      () => true,
    ),
  );
  await client.query('commit');
  await client.end().catch(() => undefined);
  expect((await inHand).data).toEqual({ products: { totalCount: productCount } });
  expect((await system.ended).code).toBe(0);
  expect([system.pid, postgres].map(isAlive)).toEqual([false, false]);
});

test('--reset --no-seed: a system without demonstration data, that works', async () => {
  const system = await start('--reset', '--no-seed');
  const { data, errors } = await system.ask('{ me { id } products(first: 3) { totalCount nodes { id } } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({ me: null, products: { totalCount: 0, nodes: [] } });
  system.signal('SIGTERM');
  expect((await system.ended).code).toBe(0);
  expect(isAlive(system.pid)).toBe(false);
});
