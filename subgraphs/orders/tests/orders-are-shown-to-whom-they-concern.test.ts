import { newId } from '@strata/basis-core';
import { nobody, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { answered, customer, faults, place, product, staff, startOrders } from './support.ts';

const kettle = product();
const teapot = product({ name: 'Teapot' });
const anna = customer();
const ben = customer();
let subgraph: TestSubgraph;
let ofAnna: string;
let ofBen: string;

beforeAll(async () => {
  subgraph = await startOrders(kettle, teapot);
  ofAnna = await place(subgraph, anna, kettle);
  ofBen = await place(subgraph, ben, kettle, teapot);
});
afterAll(() => subgraph.stop());

async function listed(viewer = anna, filter: object | null = null): Promise<object> {
  const query = 'query ($filter: OrderFilter) { orders(filter: $filter) { totalCount nodes { id } } }';
  const answer = await subgraph.ask(query, { filter }, viewer);
  const { totalCount, nodes } = answered<{ totalCount: number; nodes: { id: string }[] }>(answer, 'orders');
  return { totalCount, ids: nodes.map(({ id }) => id) };
}

test('customers list their own, staff all, the newest first', async () => {
  expect(await listed(anna)).toEqual({ totalCount: 1, ids: [ofAnna] });
  expect(await listed(ben)).toEqual({ totalCount: 1, ids: [ofBen] });
  expect(await listed(customer())).toEqual({ totalCount: 0, ids: [] });
  expect(await listed(staff)).toEqual({ totalCount: 2, ids: [ofBen, ofAnna] });
});

test('a filter never widens what one sees', async () => {
  expect(await listed(anna, { customerId: ben.id })).toEqual({ totalCount: 0, ids: [] });
  expect(await listed(anna, { productId: teapot.id })).toEqual({ totalCount: 0, ids: [] });
});

test('staff filter by customer, product, status and time', async () => {
  expect(await listed(staff, { customerId: ben.id })).toEqual({ totalCount: 1, ids: [ofBen] });
  expect(await listed(staff, { productId: kettle.id })).toEqual({ totalCount: 2, ids: [ofBen, ofAnna] });
  expect(await listed(staff, { productId: teapot.id })).toEqual({ totalCount: 1, ids: [ofBen] });
  expect(await listed(staff, { status: 'SHIPPED' })).toEqual({ totalCount: 0, ids: [] });
  const [past, future] = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];
  expect(await listed(staff, { placedAfter: past, placedBefore: future, status: 'PLACED' })).toMatchObject({
    totalCount: 2,
  });
  expect(await listed(staff, { placedAfter: future })).toMatchObject({ totalCount: 0 });
  expect(await listed(staff, { placedBefore: past, status: null })).toMatchObject({ totalCount: 0 });
});

test('an order of somebody else is null, as one that there is not', async () => {
  const query = 'query ($id: ID!) { order(id: $id) { number customer { id } lines { quantity } } }';
  expect(await subgraph.ask(query, { id: ofBen }, anna)).toEqual({ data: { order: null } });
  expect(await subgraph.ask(query, { id: newId() }, anna)).toEqual({ data: { order: null } });
  expect((await subgraph.ask(query, { id: ofBen }, staff)).data?.order).toMatchObject({ customer: { id: ben.id } });
});

test('a reference to an order of somebody else is null', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { id status } } }`;
  const of = [ofAnna, newId(), ofBen].map((id) => ({ __typename: 'Order', id }));
  const { data } = await subgraph.ask(query, { of }, ben);
  expect(data?._entities).toEqual([null, null, { id: ofBen, status: 'PLACED' }]);
});

test('a user has the orders that the viewer may see', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on User { id orders(first: 1) { totalCount nodes { id } pageInfo { hasNextPage } } } } }`;
  const of = [anna.id, ben.id, newId()].map((id) => ({ __typename: 'User', id }));
  const found = answered<{ orders: object }[]>(await subgraph.ask(query, { of }, anna), '_entities');
  const none = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } };
  const one = { totalCount: 1, nodes: [{ id: ofAnna }], pageInfo: { hasNextPage: false } };
  expect(found.map(({ orders }) => orders)).toEqual([one, none, none]);
});

test('without the permission there is a refusal, and no data', async () => {
  for (const [viewer, code] of [
    [nobody, 'UNAUTHENTICATED'],
    [viewerWith(['orders:place']), 'FORBIDDEN'],
  ] as const) {
    const list = await subgraph.ask('{ orders { nodes { id } } }', {}, viewer);
    expect([list.data, faults(list)]).toEqual([{ orders: null }, [{ code }]]);
    const one = await subgraph.ask('query ($id: ID!) { order(id: $id) { id } }', { id: ofAnna }, viewer);
    expect([one.data, faults(one)]).toEqual([{ order: null }, [{ code }]]);
  }
});
