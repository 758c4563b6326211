import { newId, type Viewer } from '@strata/basis-core';
import type { TestSubgraph } from '@strata/basis-testing';
import { answered, customer, fill, staff, startOrders, statementsOf } from './support.ts';

const CUSTOMERS = 20;
const ORDERS = 5_000;
const PAGE = 20;

const anna = customer();
let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startOrders();
  await fill(subgraph, [anna.id ?? '', ...Array.from({ length: CUSTOMERS - 1 }, newId)], ORDERS);
});
afterAll(() => subgraph.stop());

interface Node {
  'Node Type': string;
  'Index Name'?: string;
  'Actual Rows': number;
  Plans?: Node[];
}

/** The plan's nodes, from the top, of the first statement that a query sends. */
async function planOf(field: string, viewer: Viewer): Promise<Node[]> {
  const query = `{ ${field} { nodes { number } } }`;
  const [statement = ''] = await statementsOf(subgraph, () => subgraph.ask(query, {}, viewer));
  const [row] = await subgraph.orm.em
    .fork()
    .execute<{ 'QUERY PLAN': { Plan: Node }[] }[]>(`explain (analyze, format json) ${statement}`);
  const nodes: Node[] = [];
  for (let node = row?.['QUERY PLAN'][0]?.Plan; node !== undefined; node = node.Plans?.[0]) nodes.push(node);
  return nodes;
}

async function cursor(field: string, viewer: Viewer): Promise<string> {
  const answer = await subgraph.ask(`{ ${field} { pageInfo { endCursor } } }`, {}, viewer);
  return answered<{ pageInfo: { endCursor: string } }>(answer, 'orders').pageInfo.endCursor;
}

function shape(nodes: Node[]): string[] {
  return nodes.map((node) => [node['Node Type'], node['Index Name']].filter(Boolean).join(' '));
}

test('a customer’s list reads one page of their own orders, and sorts nothing', async () => {
  const nodes = await planOf(`orders(first: ${PAGE})`, anna);
  expect(shape(nodes)).toEqual(['Limit', 'Index Scan orders_of_customer']);
  expect(nodes.at(-1)?.['Actual Rows']).toBe(PAGE + 1);
});

test('so does each next page', async () => {
  const after = await cursor(`orders(first: ${PAGE})`, anna);
  const nodes = await planOf(`orders(first: ${PAGE}, after: "${after}")`, anna);
  expect(shape(nodes)).toEqual(['Limit', 'Index Scan orders_of_customer']);
  expect(nodes.at(-1)?.['Actual Rows']).toBe(PAGE + 1);
});

test.each([
  ['all', '', 'orders_by_time'],
  ['those in a status', 'filter: { status: PLACED }', 'orders_by_status'],
  ['those of a day', 'filter: { placedBefore: "2025-01-01T00:30:00Z" }', 'orders_by_time'],
])('staff list %s by index, and nothing is sorted', async (_, filter, index) => {
  const nodes = await planOf(`orders(first: ${PAGE}, ${filter})`, staff);
  expect(shape(nodes)[0]).toBe('Limit');
  expect(shape(nodes).at(-1)).toMatch(/^Index (Only )?Scan orders_by_/);
  expect([index, 'orders_by_time']).toContain(nodes.at(-1)?.['Index Name']);
  expect(nodes).toHaveLength(2);
  expect(nodes.at(-1)?.['Actual Rows']).toBe(PAGE + 1);
});
