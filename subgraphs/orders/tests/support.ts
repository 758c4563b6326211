import { newId, type Viewer } from '@strata/basis-core';
import { Money } from '@strata/basis-graph';
import type { GraphQLResult } from '@strata/basis-network';
import { fillReplica, startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { orders } from '../src/index.ts';
import { ProductReplica } from '../src/product.replica.ts';

/** What the shop sells in these tests. */
export interface StandInProduct {
  id: string;
  name: string;
  status: 'DRAFT' | 'ACTIVE' | 'RETIRED';
  price: { amount: string; currency: string };
}

/** A product for sale, with what a test changes of it. */
export function product(changes: Partial<StandInProduct> = {}): StandInProduct {
  return { id: newId(), name: 'Kettle', status: 'ACTIVE', price: { amount: '19.99', currency: 'EUR' }, ...changes };
}

/** Tells orders of products, as catalog would. */
export function publish(subgraph: TestSubgraph, ...products: StandInProduct[]): Promise<void> {
  const rows = products.map(({ price: { amount, currency }, ...rest }) => ({
    ...rest,
    price: Money.parse(amount, currency),
  }));
  return fillReplica(subgraph, ProductReplica, rows);
}

/** Orders on an empty database, which know of these products. */
export async function startOrders(...products: StandInProduct[]): Promise<TestSubgraph> {
  const subgraph = await startTestSubgraph(orders);
  await publish(subgraph, ...products);
  return subgraph;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder
const OWN = { customerId: { eq: '${viewer.id}' } };

/** A customer: buys, sees and cancels their own orders. */
export function customer(id: string = newId()): Viewer {
  const grants = [
    { permission: 'orders:place' },
    { permission: 'orders:read', condition: OWN },
    { permission: 'orders:cancel', condition: OWN },
  ];
  return viewerWith(grants, { id });
}

/** Staff: sees every order, and sees it through. */
export const staff: Viewer = viewerWith(['orders:read', 'orders:cancel', 'orders:ship', 'orders:deliver']);

export const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order {
  id number status total { amount currency } customer { id } placedAt rejection { code }
  lines { quantity productName unitPrice { amount currency } product { id } } } } }`;

/** An order as `PLACE` asks for it. */
export interface PlacedOrder {
  id: string;
  number: string;
  total: { amount: string; currency: string };
  lines: { quantity: number; productName: string }[];
}

/** What a field answered; fails where there are errors. */
export function answered<T>({ data, errors }: GraphQLResult, field: string): T {
  if (data == null || errors !== undefined) throw new Error(`No ${field}: ${JSON.stringify(errors)}`);
  return data[field] as T;
}

/** The order that was placed. */
export function placed(answer: GraphQLResult): PlacedOrder {
  return answered<{ order: PlacedOrder }>(answer, 'placeOrder').order;
}

/** Places an order of one piece of each product. @returns its id */
export async function place(subgraph: TestSubgraph, viewer: Viewer, ...products: { id: string }[]): Promise<string> {
  const lines = products.map(({ id }) => ({ productId: id, quantity: 1 }));
  return placed(await subgraph.ask(PLACE, { input: { lines } }, viewer)).id;
}

/** The codes of an answer's errors, and what they name. */
export function faults({ errors = [] }: GraphQLResult): { code: unknown; field?: unknown }[] {
  return errors.map(({ extensions = {} }) => ({
    code: extensions.code,
    ...(extensions.field === undefined ? {} : { field: extensions.field }),
  }));
}

/** The SQL statements that work sends, their parameters written in. */
export async function statementsOf({ orm }: TestSubgraph, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const logger = orm.config.getLogger();
  logger.setDebugMode(['query']);
  logger.logQuery = ({ query = '', params = [] }) => void seen.push(orm.em.getPlatform().formatQuery(query, params));
  await work();
  logger.setDebugMode(false);
  return seen;
}

/** Runs SQL beside the subgraph. */
export function sql<Row extends object>(
  { orm }: Pick<TestSubgraph, 'orm'>,
  statement: string,
  ...values: unknown[]
): Promise<Row[]> {
  return orm.em.fork().execute<Row[]>(statement, values);
}

/** Fills in so many orders at once, a second apart, the newest last, each with `lines` lines. */
export async function fill(subgraph: TestSubgraph, customerIds: readonly string[], howMany: number, lines = 1) {
  await sql(
    subgraph,
    `insert into orders (id, number, customer_id, status, total_minor, currency, placed_at)
     select gen_random_uuid(), 'S-2025-' || lpad(n::text, 6, '0'), (?::uuid[])[1 + n % ?], 'PLACED', 100, 'EUR',
            timestamptz '2025-01-01' + n * interval '1 second' from generate_series(1, ?) n`,
    `{${customerIds.join(',')}}`,
    customerIds.length,
    howMany,
  );
  await sql(
    subgraph,
    `insert into order_line (id, order_id, position, product_id, product_name, quantity, unit_price_minor, currency)
     select gen_random_uuid(), id, n, gen_random_uuid(), 'Kettle', 1, 100, 'EUR' from orders, generate_series(0, ?) n`,
    lines - 1,
  );
  await sql(subgraph, 'analyze orders, order_line');
}
