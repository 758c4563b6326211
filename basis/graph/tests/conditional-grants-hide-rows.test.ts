import { newId } from '@strata/basis-core';
import type { Graph } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Order, OrderLine, ordersGraph } from './support/orders.graph.ts';
import { ENTITIES, run } from './support/run.ts';
import { viewers, viewerWith } from './support/viewers.ts';

const ann = newId();
const bob = newId();
const own = { customerId: { eq: viewers('id') } };
const customer = viewerWith({ 'orders:read': own }, { id: ann });
const staff = viewerWith({ 'orders:read': 'everything' });

let database: TestDatabase;
let graph: Graph;
const orders: Order[] = [];

beforeAll(async () => {
  database = await createDatabase([Order, OrderLine]);
  graph = await ordersGraph();
  const em = database.orm.em.fork();
  for (const [index, customerId] of [ann, bob, ann].entries()) {
    const order = em.create(Order, { customerId, number: `O-${index}`, placedAt: new Date() });
    em.create(OrderLine, { order, quantity: index + 1 });
    orders.push(order);
  }
  await em.flush();
});
afterAll(() => database.close());

const context = () => ({ em: database.orm.em.fork() });

test('a list under the row filter shows, and counts, the own rows alone', async () => {
  const query = '{ orders { totalCount nodes { number } } }';
  const { data, codes } = await run(graph, query, { viewer: customer, context: context() });
  expect(codes).toEqual([]);
  expect(data.orders).toEqual({ totalCount: 2, nodes: [{ number: 'O-0' }, { number: 'O-2' }] });
  const all = await run(graph, query, { viewer: staff, context: context() });
  expect(all.data.orders.totalCount).toBe(3);
});

test('a resolver that forgot the row filter leaks no field of a foreign row', async () => {
  const { data, codes, errors } = await run(graph, '{ everyOrder { rank number } }', {
    viewer: customer,
    context: context(),
  });
  expect(codes).toContain('FORBIDDEN');
  expect(errors[0]?.path).toEqual(['everyOrder', 1, 'rank']);
  expect(JSON.stringify(data)).not.toContain('O-1');
});

test('a child is guarded through the row that it belongs to', async () => {
  const { codes, data } = await run(graph, '{ everyLine { quantity } }', { viewer: customer, context: context() });
  expect(codes).toContain('FORBIDDEN');
  expect(data).toBeNull();
  expect(
    (await run(graph, '{ everyLine { quantity } }', { viewer: staff, context: context() })).data.everyLine,
  ).toHaveLength(3);
});

test('a foreign entity is not found by its reference', async () => {
  const representations = orders.map(({ id }) => ({ __typename: 'Order', id }));
  const { data } = await run(graph, ENTITIES('... on Order { number }'), {
    viewer: customer,
    context: context(),
    variables: { representations },
  });
  expect(data._entities).toEqual([{ number: 'O-0' }, null, { number: 'O-2' }]);
});

test("a field that returns guarded rows does not ask about its parent: another customer's list is empty", async () => {
  const representations = [ann, bob].map((id) => ({ __typename: 'User', id }));
  const query = ENTITIES('... on User { orders { totalCount nodes { number } } }');
  const { data, codes } = await run(graph, query, {
    viewer: customer,
    context: context(),
    variables: { representations },
  });
  expect(codes).toEqual([]);
  expect(data._entities.map((user: { orders: { totalCount: number } }) => user.orders.totalCount)).toEqual([2, 0]);
});

test('a viewer without the attribute that a condition names sees nothing', async () => {
  const regional = viewerWith({ 'orders:read': { customerId: { eq: viewers('household') } } });
  const { data } = await run(graph, '{ orders { totalCount } }', { viewer: regional, context: context() });
  expect(data.orders.totalCount).toBe(0);
});

test('a malformed condition answers with an error and no data, even beside one that holds', async () => {
  const broken = viewerWith({ 'orders:read': [own, { colour: { eq: 'red' } }] }, { id: ann });
  const { data, codes } = await run(graph, '{ everyOrder { number } }', { viewer: broken, context: context() });
  expect(codes).toContain('INTERNAL_SERVER_ERROR');
  expect(data).toBeNull();
});

test('the graph says which entity a resource is', () => {
  expect(graph.resources.get('orders')).toBe(Order);
});
