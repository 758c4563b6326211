import { newId } from '@strata/basis-core';
import { type Graph, paginate } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Order, OrderLine, ordersGraph } from './support/orders.graph.ts';
import { type Answer, run } from './support/run.ts';
import { viewerWith } from './support/viewers.ts';

const staff = viewerWith({ 'orders:read': 'everything' });
const byNumber = [{ field: 'number', direction: 'asc' }] as const;

let database: TestDatabase;
let graph: Graph;
let cursor: string;

beforeAll(async () => {
  database = await createDatabase([Order, OrderLine]);
  graph = await ordersGraph();
  const em = database.orm.em.fork();
  for (const number of ['A', 'B', 'C']) em.create(Order, { customerId: newId(), number, placedAt: new Date() });
  await em.flush();
  const { pageInfo } = await paginate(database.orm.em.fork(), Order, { rows: {}, orderBy: byNumber, first: 1 });
  cursor = pageInfo.endCursor ?? '';
});
afterAll(() => database.close());

function ask(args: string): Promise<Answer> {
  return run(graph, `{ orders(${args}) { nodes { number } } }`, {
    viewer: staff,
    context: { em: database.orm.em.fork() },
  });
}

test('a cursor goes on where it was made', async () => {
  expect((await ask(`first: 5, after: "${cursor}"`)).data.orders.nodes).toEqual([{ number: 'B' }, { number: 'C' }]);
});

test('a cursor that was changed in any one place is refused, naming the argument', async () => {
  for (let at = 0; at < cursor.length; at += 1) {
    const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
    const { codes, errors } = await ask(`after: "${changed}"`);
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]?.extensions?.field).toBe('after');
  }
});

test.each(['', 'nonsense', '%%%', 'AAAA', '=', Buffer.from('["A"]').toString('base64url'), 'A'.repeat(9_999)])(
  '%j is no cursor',
  async (after) => {
    expect((await ask(`after: ${JSON.stringify(after)}`)).codes).toEqual(['BAD_USER_INPUT']);
  },
);

test('a cursor of another order or another list is refused', async () => {
  const em = database.orm.em.fork();
  const byRank = [{ field: 'rank', direction: 'asc' }] as const;
  const backwards = [{ field: 'number', direction: 'desc' }] as const;
  await expect(paginate(em, Order, { rows: {}, orderBy: byRank, after: cursor })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  await expect(paginate(em, Order, { rows: {}, orderBy: backwards, after: cursor })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  await expect(paginate(em, OrderLine, { rows: {}, after: cursor })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test.each([0, -1, 101, 1_000_000])('first: %d is refused, naming the limit', async (first) => {
  const { codes, errors } = await ask(`first: ${first}`);
  expect(codes).toEqual(['BAD_USER_INPUT']);
  expect(errors[0]).toMatchObject({
    message: 'first must be between 1 and 100.',
    extensions: { field: 'first', max: 100 },
  });
});

test('null counts as not given', async () => {
  expect((await ask('first: null, after: null')).data.orders.nodes).toHaveLength(3);
});
