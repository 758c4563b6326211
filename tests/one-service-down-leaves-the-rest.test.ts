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

const ORDERS = `{ orders(first: 5) { totalCount nodes { number customer { displayName }
  lines { quantity productName product { name } } } } }`;

test('without catalog, sso and inventory an order list has the names of customers and products', async () => {
  const { data: before } = await system.ask(ORDERS, {}, 'staff');
  const [first] = before.orders.nodes;
  expect(first).toMatchObject({ customer: { displayName: expect.any(String) } });
  expect(first.lines[0]).toMatchObject({ product: { name: expect.any(String) } });
  await without('catalog', () =>
    without('sso', () =>
      without('inventory', async () => {
        const { data, errors } = await system.ask(ORDERS, {}, 'staff');
        expect(errors).toBeUndefined();
        expect(data).toEqual(before);
      }),
    ),
  );
});

const PLACE = `mutation($p: ID!) { placeOrder(input: { lines: [{ productId: $p, quantity: 1 }] }) {
  order { id total { amount } lines { product { name } } } } }`;

test('without catalog an order is placed, at the price that is known', async () => {
  const { data: shop } = await system.ask('{ products(first: 1) { nodes { id name price { amount } } } }');
  const [{ id, name, price }] = shop.products.nodes;
  await without('catalog', async () => {
    const { data, errors } = await system.ask(PLACE, { p: id }, 'customer');
    expect(errors).toBeUndefined();
    expect(data.placeOrder.order).toMatchObject({ total: price, lines: [{ product: { name } }] });
  });
});

test('what was renamed while orders was down has its new name there when orders is back', async () => {
  const { data: shop } = await system.ask('{ products(first: 1) { nodes { id } } }');
  const [{ id }] = shop.products.nodes;
  const placed = await system.ask(PLACE, { p: id }, 'customer');
  await without('orders', async () => {
    const rename = 'mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } } }';
    const { errors } = await system.ask(rename, { input: { id, name: 'Renamed meanwhile' } }, 'staff');
    expect(errors).toBeUndefined();
  });
  await system.settled();
  const query = 'query($id: ID!) { order(id: $id) { lines { product { name } } } }';
  const { data } = await system.ask(query, { id: placed.data.placeOrder.order.id }, 'customer');
  expect(data.order.lines).toEqual([{ product: { name: 'Renamed meanwhile' } }]);
});

test('without orders and catalog a customer reviews what they received, and the review shows both names', async () => {
  const { data: shop } = await system.ask('{ products(first: 1, orderBy: PRICE_ASC) { nodes { id name } } }');
  const [{ id, name }] = shop.products.nodes;
  const { data } = await system.ask(PLACE, { p: id }, 'customer');
  const step = (mutation: string) =>
    system.ask(
      `mutation($id: ID!) { ${mutation}(input: { orderId: $id }) { order { status } } }`,
      {
        id: data.placeOrder.order.id,
      },
      'staff',
    );
  await system.settled();
  await step('shipOrder');
  await system.settled();
  expect((await step('deliverOrder')).data.deliverOrder.order.status).toBe('DELIVERED');
  await system.settled();
  await without('orders', () =>
    without('catalog', async () => {
      const add = `mutation($p: ID!) { addReview(input: { productId: $p, rating: 5, body: "As promised." }) {
        review { rating author { displayName } product { name } } } }`;
      const { data: added, errors } = await system.ask(add, { p: id }, 'customer');
      expect(errors).toBeUndefined();
      expect(added.addReview.review).toEqual({
        rating: 5,
        author: { displayName: expect.any(String) },
        product: { name },
      });
    }),
  );
});
