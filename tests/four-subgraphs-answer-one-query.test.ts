// demo
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

const SHOP_WINDOW = `{ me { displayName }
  products(first: 3) { totalCount nodes { id name price { amount currency } stock { available } rating
    reviews(first: 2) { nodes { rating body author { displayName } } } } pageInfo { hasNextPage endCursor } } }`;

const PLACE = `mutation($p: ID!, $q: Int!) { placeOrder(input: { lines: [{ productId: $p, quantity: $q }] }) {
  order { id number status total { amount } lines { quantity product { name } } customer { displayName } } } }`;

test('a customer asks one query that sso, catalog, inventory and reviews answer', async () => {
  const { data, errors } = await system.ask(SHOP_WINDOW, {}, 'customer');
  expect(errors).toBeUndefined();
  expect(data.me.displayName).toEqual(expect.any(String));
  expect(data.products.totalCount).toBeGreaterThan(150);
  expect(data.products.nodes).toHaveLength(3);
  for (const product of data.products.nodes) {
    expect(product.price).toEqual({ amount: expect.stringMatching(/^\d+\.\d\d$/), currency: 'EUR' });
    expect(product.stock.available).toEqual(expect.any(Number));
    for (const review of product.reviews.nodes) expect(review.author.displayName).toEqual(expect.any(String));
  }
  expect(data.products.nodes.some((product: { reviews: { nodes: [] } }) => product.reviews.nodes.length > 0)).toBe(
    true,
  );
});

test('a visitor without a token sees the shop window, and is nobody', async () => {
  const { data, errors } = await system.ask(SHOP_WINDOW);
  expect(errors).toBeUndefined();
  expect(data.me).toBeNull();
  expect(data.products.nodes).toHaveLength(3);
});

test('a customer places an order at the price of the catalogue, and only they and the staff see it', async () => {
  const { data: shop } = await system.ask('{ products(first: 1) { nodes { id name price { amount } } } }');
  const [product] = shop.products.nodes;
  const { data, errors } = await system.ask(PLACE, { p: product.id, q: 2 }, 'customer');
  expect(errors).toBeUndefined();
  const { order } = data.placeOrder;
  expect(order).toMatchObject({ status: 'PLACED', lines: [{ quantity: 2, product: { name: product.name } }] });
  expect(order.total.amount).toBe((Number(product.price.amount) * 2).toFixed(2));
  const read = (account?: string) =>
    system.ask('query($id: ID!) { order(id: $id) { number } }', { id: order.id }, account);
  expect((await read('customer')).data.order).toEqual({ number: order.number });
  expect((await read('staff')).data.order).toEqual({ number: order.number });
  expect((await read('other')).data.order).toBeNull();
});

test('who did not sign in is told so, who may not is told so', async () => {
  const { data: shop } = await system.ask('{ products(first: 1) { nodes { id } } }');
  const p = shop.products.nodes[0].id;
  expect((await system.ask(PLACE, { p, q: 1 })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  const adjust =
    'mutation($p: ID!) { adjustStock(input: { productId: $p, delta: 1, reason: "found" }) { stock { available } } }';
  expect((await system.ask(adjust, { p }, 'customer')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await system.ask(adjust, { p }, 'staff')).data.adjustStock.stock.available).toEqual(expect.any(Number));
});

test('who received a product reviews it once; who did not may not', async () => {
  const review =
    'mutation($input: AddReviewInput!) { addReview(input: $input) { review { rating author { displayName } } } }';
  const { data } = await system.ask(
    '{ orders(first: 50, filter: { status: DELIVERED }) { nodes { lines { product { id reviews(first: 100) { nodes { author { id } } } } } } } me { id displayName } }',
    {},
    'customer',
  );
  const received = data.orders.nodes.flatMap((order: { lines: { product: { id: string } }[] }) => order.lines);
  const open = received.find(({ product }: { product: { reviews: { nodes: { author: { id: string } }[] } } }) =>
    product.reviews.nodes.every(({ author }) => author.id !== data.me.id),
  );
  const input = { productId: open.product.id, rating: 5, body: 'Better than I hoped.' };
  const first = await system.ask(review, { input }, 'customer');
  expect(first.data.addReview.review).toEqual({ rating: 5, author: { displayName: data.me.displayName } });
  expect((await system.ask(review, { input }, 'customer')).errors?.[0]?.extensions.code).toMatch(
    /CONFLICT|ALREADY_REVIEWED/,
  );
  expect((await system.ask(review, { input }, 'other')).errors?.[0]?.extensions.code).toBe('NOT_RECEIVED');
});
