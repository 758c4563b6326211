// demo
import { randomUUID } from 'node:crypto';
import type { TestAnswer } from '@strata/basis-testing';
import { createRandom, type Random } from '../chaos/random.ts';

/** The system as its customers and its staff reach it. */
export interface Shop {
  url: string;
  customer: string;
  staff: string;
}

/** What is bought, and by how many at once. */
export interface Demand {
  readonly seed: number;
  readonly buyers: number;
  readonly orders: number;
  /** Ids of products that are bought together, with nothing else. */
  readonly offers: readonly (readonly string[])[];
  onPlaced(): void;
}

/** Asks until there is an answer: a gateway that is down has none, and a command under a key is carried out once. */
export async function insist(shop: Shop, token: string, query: string, variables: object): Promise<TestAnswer> {
  const key = randomUUID();
  for (;;) {
    const answer = await post(shop, token, query, variables, key).catch(() => undefined);
    const code = answer?.errors?.[0]?.extensions.code;
    if (answer !== undefined && (code === undefined || FINAL.has(String(code)))) return answer;
    await pause(100);
  }
}

/** The answers that asking again does not change. */
const FINAL = new Set(['CONFLICT', 'NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT']);

async function post({ url }: Shop, token: string, query: string, variables: object, key: string): Promise<TestAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data, errors } = (await response.json()) as TestAnswer;
  return { status: response.status, headers: response.headers, data, errors };
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

const PLACE = 'mutation($lines: [OrderLineInput!]!) { placeOrder(input: { lines: $lines }) { order { id } } }';
const step = (name: string) => `mutation($id: ID!) { ${name}(input: { orderId: $id }) { order { status } } }`;
const STATUS = 'query($id: ID!) { order(id: $id) { status } }';

/** Buyers who all buy at once, change their minds, and staff who ship what was confirmed. @returns the orders' ids */
export async function buy(shop: Shop, { seed, buyers, orders, offers, onPlaced }: Demand): Promise<string[]> {
  const placed: string[] = [];
  let left = orders;
  async function buyer(random: Random): Promise<void> {
    while (left > 0) {
      left -= 1;
      const id = await place(shop, random, offers);
      placed.push(id);
      onPlaced();
      await follow(shop, random, id);
    }
  }
  await Promise.all(Array.from({ length: buyers }, (_, index) => buyer(createRandom(seed * 1_000 + index))));
  return placed;
}

async function place(shop: Shop, random: Random, offers: Demand['offers']): Promise<string> {
  const products = [...random.pick(offers)];
  if (random.chance(0.5)) products.reverse();
  const lines = products.map((productId) => ({ productId, quantity: 1 }));
  const { data, errors } = await insist(shop, shop.customer, PLACE, { lines });
  const id: string | undefined = data?.placeOrder?.order.id;
  if (id === undefined) throw new Error(`An order was refused: ${JSON.stringify(errors)}`);
  return id;
}

/** What the customer and the staff do about an order then. */
async function follow(shop: Shop, random: Random, id: string): Promise<void> {
  if (random.chance(0.2)) {
    await pause(random.whole(0, 400));
    await insist(shop, shop.customer, step('cancelOrder'), { id });
  }
  const ships = random.chance(0.6);
  const status = await leaves(shop, id, ['PLACED', 'RESERVED']);
  if (status !== 'CONFIRMED' || !ships) return;
  const asked = [insist(shop, shop.staff, step('shipOrder'), { id })];
  // Now and then the customer changes their mind at the same moment.
  if (random.chance(0.3)) asked.push(insist(shop, shop.customer, step('cancelOrder'), { id }));
  await Promise.all(asked);
  if (!random.chance(0.5)) return;
  await leaves(shop, id, ['CONFIRMED']);
  await insist(shop, shop.staff, step('deliverOrder'), { id });
}

/** Who waits looks again after ever longer, for three minutes in all: a busy machine has much to do for 64 at once. */
const FIRST_LOOK_MS = 300;
const LONGEST_LOOK_MS = 5_000;
const PATIENCE_MS = 180_000;

/** Waits until an order stands elsewhere. One that never does is found out by the checker. @returns where it stands */
async function leaves(shop: Shop, id: string, statuses: readonly string[]): Promise<string | undefined> {
  const until = performance.now() + PATIENCE_MS;
  for (let waitMs = FIRST_LOOK_MS; performance.now() < until; waitMs = Math.min(waitMs * 1.5, LONGEST_LOOK_MS)) {
    await pause(waitMs);
    const { data } = await insist(shop, shop.customer, STATUS, { id });
    const status: string | undefined = data?.order?.status;
    if (status !== undefined && !statuses.includes(status)) return status;
  }
  return undefined;
}
