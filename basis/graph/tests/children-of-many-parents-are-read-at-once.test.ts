import { newId } from '@strata/basis-core';
import { paginateByParent, rows } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Order, OrderLine } from './support/orders.graph.ts';
import { viewers, viewerWith } from './support/viewers.ts';

const customers = Array.from({ length: 12 }, () => newId());
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase([Order, OrderLine]);
  const em = database.orm.em.fork();
  for (const [count, customerId] of customers.entries()) {
    for (let index = 0; index < count; index += 1) {
      const order = em.create(Order, {
        customerId,
        number: `O-${count}-${String(index).padStart(2, '0')}`,
        placedAt: new Date(index),
      });
      for (let line = 0; line < 3; line += 1) em.create(OrderLine, { order, quantity: line });
    }
  }
  await em.flush();
});
afterAll(() => database.close());
beforeEach(() => {
  database.statements();
});

const byNumber = [{ field: 'number', direction: 'desc' }] as const;

test('each parent has its own first rows, its own end and its own total, in two statements for all', async () => {
  const pages = await paginateByParent(database.orm.em.fork(), Order, {
    parentField: 'customerId',
    parentIds: customers,
    rows: {},
    orderBy: byNumber,
    first: 3,
  });
  expect(database.statements()).toHaveLength(1);
  expect(await Promise.all(pages.map(({ totalCount }) => totalCount))).toEqual(customers.map((_, count) => count));
  expect(database.statements()).toHaveLength(1);
  expect(pages.map(({ nodes }) => nodes.length)).toEqual(customers.map((_, count) => Math.min(count, 3)));
  expect(pages.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual(customers.map((_, count) => count > 3));
  expect(pages[5]?.nodes.map(({ number }) => number)).toEqual(['O-5-04', 'O-5-03', 'O-5-02']);
});

test('a cursor goes on within its parent', async () => {
  const em = database.orm.em.fork();
  const options = { parentField: 'customerId', parentIds: [customers[5] ?? ''], rows: {}, orderBy: byNumber, first: 2 };
  const [page] = await paginateByParent(em, Order, options);
  const [next] = await paginateByParent(em, Order, { ...options, after: page?.pageInfo.endCursor });
  expect(next?.nodes.map(({ number }) => number)).toEqual(['O-5-02', 'O-5-01']);
  expect(await next?.totalCount).toBe(5);
});

test('rows and counts stay under the row filter and what the client asked for', async () => {
  const viewer = viewerWith({ 'orders:read': { customerId: { eq: viewers('id') } } }, { id: customers[4] ?? '' });
  const pages = await paginateByParent(database.orm.em.fork(), Order, {
    parentField: 'customerId',
    parentIds: customers,
    rows: rows(viewer, 'orders:read', Order),
    where: { number: { $ne: 'O-4-00' } },
  });
  expect(await Promise.all(pages.map(({ totalCount }) => totalCount))).toEqual(
    customers.map((_, count) => (count === 4 ? 3 : 0)),
  );
  expect(pages.flatMap(({ nodes }) => nodes)).toHaveLength(3);
});

test('the parent may be a relation, and conditions may lead over relations', async () => {
  const em = database.orm.em.fork();
  const orders = await em.find(Order, { customerId: { $in: [customers[2] ?? '', customers[3] ?? ''] } });
  const viewer = viewerWith(
    { 'orders:read': { 'order.customerId': { eq: viewers('id') } } },
    { id: customers[2] ?? '' },
  );
  const pages = await paginateByParent(database.orm.em.fork(), OrderLine, {
    parentField: 'order',
    parentIds: orders.map(({ id }) => id),
    rows: rows(viewer, 'orders:read', OrderLine),
    orderBy: [{ field: 'quantity', direction: 'asc' }],
    first: 2,
  });
  const expected = orders.map(({ customerId }) => (customerId === customers[2] ? [0, 1] : []));
  expect(pages.map(({ nodes }) => nodes.map(({ quantity }) => quantity))).toEqual(expected);
  expect(await Promise.all(pages.map(({ totalCount }) => totalCount))).toEqual(
    expected.map((each) => (each.length > 0 ? 3 : 0)),
  );
});

test('no parents, no rows', async () => {
  expect(
    await paginateByParent(database.orm.em.fork(), Order, { parentField: 'customerId', parentIds: [], rows: {} }),
  ).toEqual([]);
});
