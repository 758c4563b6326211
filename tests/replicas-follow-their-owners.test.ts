// demo
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

const KEPT: [service: string, entity: string][] = [
  ['inventory', 'catalog.Product'],
  ['orders', 'catalog.Product'],
  ['orders', 'sso.User'],
  ['reviews', 'catalog.Product'],
  ['reviews', 'orders.Order'],
  ['reviews', 'sso.User'],
];

function service(name: string) {
  const found = system.hosted().find(({ definition }) => definition.name === name);
  if (found?.messaging === undefined) throw new Error(`${name} does not run, or without messages.`);
  return { ...found, replicas: found.messaging.replicas };
}

const clean = { differing: 0, missing: 0, extra: 0, repaired: 0 };

test('the replicas of the shop are those of the design', async () => {
  const kept = await Promise.all(
    system.hosted().map(async ({ definition }) => {
      const replicas = await service(definition.name).replicas.status();
      return replicas.map(({ entity }) => [definition.name, entity]);
    }),
  );
  expect(kept.flat().sort()).toEqual(KEPT);
});

test.each(KEPT)('%s has %s filled when the system has started, each row as its owner has it', async (name, entity) => {
  const { replicas } = service(name);
  const [status] = (await replicas.status()).filter((replica) => replica.entity === entity);
  expect(status).toMatchObject({ state: 'ready', generation: 1 });
  const result = await replicas.check(entity);
  expect(result).toMatchObject(clean);
  expect(result.rows).toBeGreaterThan(30);
});

test('a check over the bus finds and mends what somebody spoilt', async () => {
  const { orm, replicas } = service('reviews');
  const spoil = "update order_replica set lines = '[]' where id = (select id from order_replica limit 1)";
  await orm.em.fork().execute(spoil);
  await orm.em.fork().execute('delete from order_replica where id = (select max(id::text)::uuid from order_replica)');
  expect(await replicas.check('orders.Order')).toMatchObject({ ...clean, differing: 1, missing: 1, repaired: 2 });
  expect(await replicas.check('orders.Order')).toMatchObject(clean);
});

test('a replica that is rebuilt ends as its owner is, while orders are placed', async () => {
  const { orm, messaging, replicas } = service('orders');
  const { data: shop } = await system.ask('{ products(first: 5) { nodes { id } } }');
  await replicas.rebuild('catalog.Product');
  for (const { id } of shop.products.nodes) {
    const place = `mutation($p: ID!) { placeOrder(input: { lines: [{ productId: $p, quantity: 1 }] }) { order { id } } }`;
    expect((await system.ask(place, { p: id }, 'customer')).errors).toBeUndefined();
  }
  await messaging?.ready();
  const generations = 'select distinct generation from product_replica';
  expect(await orm.em.fork().execute(generations)).toEqual([{ generation: 2 }]);
  expect(await replicas.check('catalog.Product')).toMatchObject(clean);
});

test('a product that is made is stocked, ordered and renamed everywhere, with no service asking another', async () => {
  const create = `mutation { createProduct(input: { sku: "NEW-1", name: "Novelty", status: ACTIVE,
    price: { amount: "7.50", currency: "EUR" } }) { product { id } } }`;
  const { data: made } = await system.ask(create, {}, 'staff');
  const { id } = made.createProduct.product;
  await system.settled();
  const stock = `mutation($id: ID!) { adjustStock(input: { productId: $id, delta: 4, reason: "First delivery" }) {
    product { name stock { available } } } }`;
  const { data: stocked } = await system.ask(stock, { id }, 'staff');
  expect(stocked.adjustStock.product).toEqual({ name: 'Novelty', stock: { available: 4 } });
  const place = `mutation($id: ID!) { placeOrder(input: { lines: [{ productId: $id, quantity: 2 }] }) {
    order { id total { amount } } } }`;
  const { data: placed } = await system.ask(place, { id }, 'customer');
  expect(placed.placeOrder.order.total).toEqual({ amount: '15.00' });
  const rename = 'mutation($id: ID!) { updateProduct(input: { id: $id, name: "Classic" }) { product { version } } }';
  await system.ask(rename, { id }, 'staff');
  await system.settled();
  const query = 'query($id: ID!) { order(id: $id) { lines { productName product { name } } } }';
  const { data } = await system.ask(query, { id: placed.placeOrder.order.id }, 'customer');
  expect(data.order.lines).toEqual([{ productName: 'Novelty', product: { name: 'Classic' } }]);
});
