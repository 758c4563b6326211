// demo
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresUrl } from '../tests/data-dir.ts';
import { type Measure, median, root, startSystem, withFolder } from './measure.ts';

const SINGLE_ORDERS = 100;
const WARM_UP_ORDERS = 20;
/** What follows from an order goes on after it is CONFIRMED: stock is kept, a mail is sent. */
const UNTIL_IDLE_MS = 400;
const BUYERS = 32;
const CROWD_ORDERS = 600;
const POLL_MS = 2;
/** Counting costs the database something. */
const CROWD_POLL_MS = 100;
const PIECES = 1_000_000;

/** What a customer waits for, and how many customers there can be: everything in one process. */
export function orders(): Promise<Measure[]> {
  return withFolder(async (dataDir) => {
    const system = await startSystem(root, ['--data-dir', dataDir]);
    const database = new Client({ connectionString: postgresUrl(dataDir, 'orders') });
    await database.connect();
    try {
      const strata = join(root, 'basis/cli/bin/strata.js');
      const tokenOf = (account: string) =>
        execFileSync(process.execPath, [strata, 'token', account, '--data-dir', dataDir], { encoding: 'utf8' }).trim();
      const [customer, staff] = [tokenOf('customer'), tokenOf('staff')];
      const { products } = await post(system.url, customer, '{ products(first: 8) { nodes { id } } }');
      const productIds: string[] = products.nodes.map(({ id }: { id: string }) => id);
      for (const id of productIds) await post(system.url, staff, STOCK, { id, delta: PIECES });
      const place = async (nth: number) => {
        const id = productIds[nth % productIds.length];
        return (await post(system.url, customer, PLACE, { id })).placeOrder.order.id as string;
      };
      const single = await oneByOne(place, database);
      const hop = await hopOf(dataDir, database);
      const perSecond = await inACrowd(place, database);
      return [
        { what: 'placeOrder → CONFIRMED, idle system, p50', value: ms(median(single)), goal: '150 ms' },
        { what: 'the same, p99', value: ms(single[Math.ceil(single.length * 0.99) - 1] ?? 0), goal: '500 ms' },
        { what: 'one hop of it, from commit to handled, p50', value: ms(hop), goal: '15 ms' },
        { what: `orders confirmed per second, ${BUYERS} buyers`, value: perSecond.toFixed(0), goal: '150' },
      ];
    } finally {
      await database.end();
      await system.stop();
    }
  });
}

const STOCK =
  'mutation($id: ID!, $delta: Int!) { adjustStock(input: { productId: $id, delta: $delta, reason: "Bench" }) { stock { available } } }';
const PLACE = 'mutation($id: ID!) { placeOrder(input: { lines: [{ productId: $id, quantity: 1 }] }) { order { id } } }';
const CONFIRMED = "select count(*)::int as count from orders where status = 'CONFIRMED'";

/** @returns milliseconds from the mutation's start until the order is CONFIRMED, ascending */
async function oneByOne(place: (nth: number) => Promise<string>, database: Client): Promise<number[]> {
  const spent: number[] = [];
  for (let nth = -WARM_UP_ORDERS; nth < SINGLE_ORDERS; nth += 1) {
    await new Promise((resume) => setTimeout(resume, UNTIL_IDLE_MS));
    const from = performance.now();
    const id = await place(nth + WARM_UP_ORDERS);
    await until(async () => (await statusOf(database, id)) === 'CONFIRMED');
    if (nth >= 0) spent.push(performance.now() - from);
  }
  return spent.sort((a, b) => a - b);
}

const WRITTEN = '(extract(epoch from created_at) * 1000)::float8';
const AUTHORISED = `select payload->>'orderId' as id, ${WRITTEN} as at
  from outbox.message where topic = 'payments.PaymentAuthorised'`;
const CONFIRMING = `select aggregate_id as id, min(${WRITTEN}) as at
  from outbox.message where topic = 'orders.Order' and payload->>'status' = 'CONFIRMED' group by 1`;

/**
 * From where payments commits that the money is there to where orders, which heard it, commits that the order is
 * confirmed: both write a message last of all, and one server's clock says when.
 *
 * @returns the median, in milliseconds
 */
async function hopOf(dataDir: string, database: Client): Promise<number> {
  const payments = new Client({ connectionString: postgresUrl(dataDir, 'payments') });
  await payments.connect();
  try {
    const [told, heard] = await Promise.all([
      payments.query<{ id: string; at: number }>(AUTHORISED),
      database.query<{ id: string; at: number }>(CONFIRMING),
    ]);
    const confirmedAt = new Map(heard.rows.map(({ id, at }) => [id, at]));
    return median(told.rows.map(({ id, at }) => (confirmedAt.get(id) ?? Number.POSITIVE_INFINITY) - at));
  } finally {
    await payments.end();
  }
}

async function inACrowd(place: (nth: number) => Promise<string>, database: Client): Promise<number> {
  const before = await confirmed(database);
  const from = performance.now();
  let nth = 0;
  const buyer = async () => {
    while (nth < CROWD_ORDERS) {
      nth += 1;
      await place(nth);
    }
  };
  await Promise.all(Array.from({ length: BUYERS }, buyer));
  await until(async () => (await confirmed(database)) - before >= CROWD_ORDERS, CROWD_POLL_MS);
  return (CROWD_ORDERS * 1_000) / (performance.now() - from);
}

async function statusOf(database: Client, id: string): Promise<string | undefined> {
  const { rows } = await database.query<{ status: string }>('select status from orders where id = $1', [id]);
  return rows[0]?.status;
}

async function confirmed(database: Client): Promise<number> {
  return (await database.query<{ count: number }>(CONFIRMED)).rows[0]?.count ?? 0;
}

// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
async function post(url: string, token: string, query: string, variables: object = {}): Promise<any> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
  };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

async function until(condition: () => Promise<boolean>, pollMs = POLL_MS): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setTimeout(resume, pollMs));
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
