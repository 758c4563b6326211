import { newId } from '@strata/basis-core';
import type { Graph } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Order, OrderLine, ordersGraph } from './support/orders.graph.ts';
import { ENTITIES, run } from './support/run.ts';
import { viewerWith } from './support/viewers.ts';

const staff = viewerWith({ 'orders:read': 'everything' });
const QUERY = ENTITIES('__typename ... on Order { id number lines(first: 2) { totalCount nodes { quantity } } }');

let database: TestDatabase;
let graph: Graph;
const orders: Order[] = [];

beforeAll(async () => {
  database = await createDatabase([Order, OrderLine]);
  graph = await ordersGraph();
  const em = database.orm.em.fork();
  for (let index = 0; index < 50; index += 1) {
    const order = em.create(Order, { customerId: newId(), number: `O-${index}`, placedAt: new Date() });
    for (let line = 0; line < index % 5; line += 1) em.create(OrderLine, { order, quantity: line });
    orders.push(order);
  }
  await em.flush();
});
afterAll(() => database.close());

function ask(representations: readonly object[]) {
  database.statements();
  return run(graph, QUERY, { viewer: staff, context: { em: database.orm.em.fork() }, variables: { representations } });
}

test('5 and 50 representations, with children and their totals, take the same three statements', async () => {
  const references = orders.map(({ id }) => ({ __typename: 'Order', id }));
  const five = await ask(references.slice(0, 5));
  const statementsOfFive = database.statements();
  const fifty = await ask(references);
  const statementsOfFifty = database.statements();
  expect([five.codes, fifty.codes]).toEqual([[], []]);
  expect(statementsOfFive).toHaveLength(3);
  expect(statementsOfFifty).toHaveLength(3);
  expect(fifty.data._entities.map((order: { number: string }) => order.number)).toEqual(
    orders.map(({ number }) => number),
  );
  expect(fifty.data._entities[4].lines).toEqual({ totalCount: 4, nodes: [{ quantity: 3 }, { quantity: 2 }] });
  expect(fifty.data._entities[0].lines).toEqual({ totalCount: 0, nodes: [] });
});

test('order, repetition and what is not there are kept apart', async () => {
  const [first, second] = orders as [Order, Order];
  const ids = [second.id, newId(), first.id, second.id.toUpperCase()];
  const { data, codes } = await ask(ids.map((id) => ({ __typename: 'Order', id })));
  expect(codes).toEqual([]);
  expect(data._entities.map((order: { id: string } | null) => order?.id)).toEqual([
    second.id,
    undefined,
    first.id,
    second.id,
  ]);
});

test('a malformed key spoils its own representation alone, and reaches no SQL', async () => {
  const [first] = orders as [Order];
  const { data, codes } = await ask([
    { __typename: 'Order', id: "'; drop table" },
    { __typename: 'Order', id: first.id },
    { __typename: 'Order' },
  ]);
  expect(codes).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  expect(data._entities[1].id).toBe(first.id);
});

test('two requests share no loader', async () => {
  const [first] = orders as [Order];
  await ask([{ __typename: 'Order', id: first.id }]);
  await ask([{ __typename: 'Order', id: first.id }]);
  expect(database.statements()).toHaveLength(3);
});
