// demo
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

const PRODUCTS = '{ products(first: 2) { nodes { name stock { available } reviews(first: 1) { nodes { rating } } } } }';

async function without(name: string, work: () => Promise<void>): Promise<void> {
  await system.stopService(name);
  try {
    await work();
  } finally {
    await system.startService(name);
  }
}

test('without reviews products answer, their reviews are null, and the error names nothing internal', async () => {
  await without('reviews', async () => {
    const { data, errors } = await system.ask(PRODUCTS);
    expect(data.products.nodes[0]).toMatchObject({
      name: expect.any(String),
      stock: { available: expect.any(Number) },
      reviews: null,
    });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|http:|stack/i);
  });
  expect((await system.ask(PRODUCTS)).errors).toBeUndefined();
});

test('without inventory products answer, their stock is null', async () => {
  await without('inventory', async () => {
    const { data } = await system.ask(PRODUCTS);
    expect(data.products.nodes[0]).toMatchObject({
      name: expect.any(String),
      stock: null,
      reviews: { nodes: expect.any(Array) },
    });
  });
});

test('without sso a customer who was here goes on, and a product list does too', async () => {
  await system.ask('{ orders(first: 1) { nodes { number } } }', {}, 'customer');
  await without('sso', async () => {
    const { data, errors } = await system.ask(
      '{ orders(first: 1) { nodes { number } } products(first: 1) { nodes { name } } }',
      {},
      'customer',
    );
    expect(errors).toBeUndefined();
    expect(data.orders.nodes).toHaveLength(1);
  });
});

test('without catalog an order is not placed, and nothing is left half-written', async () => {
  const { data: shop } = await system.ask('{ products(first: 1) { nodes { id } } }');
  const count = async () =>
    (await system.ask('{ orders(first: 1) { totalCount } }', {}, 'staff')).data.orders.totalCount;
  const before = await count();
  await without('catalog', async () => {
    const place =
      'mutation($p: ID!) { placeOrder(input: { lines: [{ productId: $p, quantity: 1 }] }) { order { id } } }';
    const { errors } = await system.ask(place, { p: shop.products.nodes[0].id }, 'customer');
    expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(await count()).toBe(before);
  });
});
