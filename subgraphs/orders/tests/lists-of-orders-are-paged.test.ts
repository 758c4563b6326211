import { newId, type Viewer } from '@strata/basis-core';
import type { TestSubgraph } from '@strata/basis-testing';
import { answered, customer, fill, place, product, staff, startOrders, statementsOf } from './support.ts';

const kettle = product();
const anna = customer();
let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startOrders(kettle);
  await fill(subgraph, [anna.id ?? '', newId()], 120, 3);
});
afterAll(() => subgraph.stop());

interface Listed {
  totalCount: number;
  nodes: { number: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

const LIST = `query ($first: Int, $after: String) { orders(first: $first, after: $after) {
  totalCount nodes { number } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;

async function list(first: number, after: string | null, viewer: Viewer = anna): Promise<Listed> {
  return answered<Listed>(await subgraph.ask(LIST, { first, after }, viewer), 'orders');
}

test('orders that come in between neither repeat nor hide any', async () => {
  const seen: string[] = [];
  let page = await list(20, null);
  expect(page).toMatchObject({ totalCount: 60, pageInfo: { hasPreviousPage: false } });
  for (; ; page = await list(20, page.pageInfo.endCursor)) {
    seen.push(...page.nodes.map(({ number }) => number));
    if (!page.pageInfo.hasNextPage) break;
    await place(subgraph, anna, kettle);
  }
  expect(seen).toHaveLength(60);
  expect(seen.toSorted().toReversed()).toEqual(seen);
  expect((await list(1, null)).totalCount).toBe(62);
});

test('orders of one moment are all there', async () => {
  const twins = customer();
  const at = "timestamptz '2024-05-05'";
  await subgraph.orm.em.fork().execute(
    `insert into orders (id, number, customer_id, total_minor, currency, placed_at)
     select gen_random_uuid(), 'S-2024-' || lpad(n::text, 6, '0'), ?, 100, 'EUR', ${at} from generate_series(1, 7) n`,
    [twins.id],
  );
  const first = await list(4, null, twins);
  const rest = await list(4, first.pageInfo.endCursor, twins);
  expect(new Set([...first.nodes, ...rest.nodes].map(({ number }) => number)).size).toBe(7);
  expect(rest.pageInfo.hasNextPage).toBe(false);
});

test('a page of fifty with its lines takes as many statements as one of five', async () => {
  const query = `query ($first: Int) { orders(first: $first) { totalCount nodes {
    number total { amount } customer { id } lines { quantity product { id } unitPrice { amount } } } } }`;
  const few = await statementsOf(subgraph, () => subgraph.ask(query, { first: 5 }, staff));
  const many = await statementsOf(subgraph, () => subgraph.ask(query, { first: 50 }, staff));
  expect(few).toHaveLength(3);
  expect(many).toHaveLength(3);
});

test('the orders of many users take as many statements as those of one', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on User { orders(first: 3) { totalCount nodes { number lines { quantity } } } } } }`;
  const of = (ids: (string | null)[]) => ({ of: ids.map((id) => ({ __typename: 'User', id })) });
  const one = await statementsOf(subgraph, () => subgraph.ask(query, of([anna.id]), staff));
  const many = await statementsOf(subgraph, () =>
    subgraph.ask(query, of([anna.id, ...Array.from({ length: 30 }, newId)]), staff),
  );
  expect(many).toHaveLength(one.length);
});
