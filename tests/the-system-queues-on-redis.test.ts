// demo
import { freePort, redisIsInstalled, startTestRedis, type TestRedis } from '@strata/basis-testing';
import { createStage, eventually, type Running } from './running-system.ts';

const RENAME = 'mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } } }';
const PLACE = 'mutation($p: ID!) { placeOrder(input: { lines: [{ productId: $p, quantity: 1 }] }) { order { id } } }';
const ORDERED = 'query($id: ID!) { order(id: $id) { lines { product { name } } } }';

const topologies: [string, string[]][] = [
  ['in one process', []],
  ['in a process each', ['--processes']],
];

// Without a redis-server there is nothing to be tried; it has been said then.
if (redisIsInstalled()) describe.each(topologies)('REDIS_URL, %s', onRedis);

function onRedis(_: string, flags: string[]): void {
  const stage = createStage();
  let redis: TestRedis;
  let system: Running;
  let token: (account: string) => Promise<string>;
  beforeAll(async () => {
    redis = await startTestRedis();
    const dataDir = await stage.folder();
    system = await stage.start([...flags, '--port', String(await freePort()), '--data-dir', dataDir], {
      REDIS_URL: redis.url,
    });
    token = async (account) => (await stage.strata(['token', account, '--data-dir', dataDir])).stdout.trim();
  });
  afterAll(async () => {
    await stage.clear();
    await redis.stop();
  });

  test('messages go through it; while it is gone they wait, and nothing else does', async () => {
    expect(system.printed.stdout).toContain('BullMQ on the Redis of REDIS_URL');
    const [customer, staff] = [await token('customer'), await token('staff')];
    const { data: shop } = await system.ask('{ products(first: 1) { nodes { id } } }');
    const [{ id }] = shop.products.nodes;
    const placed = await system.ask(PLACE, { p: id }, customer);
    const order = placed.data.placeOrder.order.id;
    const rename = (name: string) => system.ask(RENAME, { input: { id, name } }, staff);
    // An order has the names of its products from a replica.
    const isNamed = async (name: string) =>
      (await system.ask(ORDERED, { id: order }, customer)).data.order.lines[0].product.name === name;

    await rename('By Redis');
    await eventually('the new name is at orders', () => isNamed('By Redis'));
    await redis.kill();
    expect((await rename('While it is gone')).errors).toBeUndefined();
    expect(await isNamed('By Redis')).toBe(true);
    await redis.restart();
    await eventually('the name of meanwhile is at orders', () => isNamed('While it is gone'));
    system.signal('SIGTERM');
    expect((await system.ended).code).toBe(0);
  });
}

test('without a Redis at REDIS_URL a start says so, and what to do', async () => {
  const stage = createStage();
  const dataDir = await stage.folder();
  const ended = await stage.strata(['start', '--port', String(await freePort()), '--data-dir', dataDir], {
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /^strata: Redis does not answer: .*ECONNREFUSED 127.0.0.1:1. Start it, or correct REDIS_URL.$/m,
  );
  await stage.clear();
});
