// demo
import { createRandom } from '../chaos/random.ts';
import { type Ask, audit, openBooks } from './accounts.ts';
import { buy, insist } from './customers.ts';
import { isAtRest } from './rest.ts';
import type { RunningShop } from './running-shop.ts';

/** The services that an order goes through, any of which may die at any moment. */
const SERVICES = ['orders', 'inventory', 'payments', 'payments-eg'] as const;

export interface ShopRun {
  readonly seed: number;
  readonly buyers: number;
  readonly orders: number;
  readonly kills: number;
  /** How many pieces there are of each product. */
  readonly pieces: number;
  say?(line: string): void;
}

export interface ShopReport {
  /** What is wrong in the end, a line each. */
  readonly wrong: readonly string[];
  readonly kills: number;
  /** How many orders ended in each status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** By its last two digits the sandbox knows what goes wrong with an amount: nothing, declined, no answer, … */
const CENTS = ['00', '13', '17', '19', '23', '00'];
/** The environment of a system in which nobody waits long for a provider that does not answer. */
export const IMPATIENT = { PAYMENTS_TIMEOUT_MS: '1000' };
const AT_REST_WITHIN_MS = 180_000;
const POLL_MS = 200;

/** Buyers, kills, and the books afterwards. */
export async function runShop(shop: RunningShop, options: ShopRun): Promise<ShopReport> {
  const { seed, buyers, orders, pieces } = options;
  const begun = performance.now();
  const offers = await Promise.all(
    CENTS.map((cents, index) => offer(shop, { name: `${seed}-${index}`, cents, pieces })),
  );
  const books = openBooks(shop.databaseUrl);
  const killer = createKiller(shop, options);
  try {
    const placed = await buy(shop, { seed, buyers, orders, offers, onPlaced: killer.onPlaced });
    await killer.done();
    await untilRest(books.ask);
    const wrong = await audit(books.ask, placed, new Map(offers.flat().map((id) => [id, pieces])));
    const seconds = Math.round((performance.now() - begun) / 1000);
    return { wrong, kills: killer.kills(), statuses: await statusesOf(books.ask, placed), seconds };
  } finally {
    await books.close();
  }
}

const CREATE = 'mutation($input: CreateProductInput!) { createProduct(input: $input) { product { id } } }';
const STOCK = 'mutation($input: AdjustStockInput!) { adjustStock(input: $input) { stock { available } } }';

/** Two products that are bought together, of which so many pieces each are there. @returns their ids */
async function offer(shop: RunningShop, { name, cents, pieces }: { name: string; cents: string; pieces: number }) {
  const prices = ['10.00', `2.${cents}`];
  return Promise.all(
    prices.map(async (amount, index) => {
      const sku = `RUN-${name}-${index}`;
      const input = { sku, name: sku, price: { amount, currency: 'EUR' }, status: 'ACTIVE' };
      const created = await insist(shop, shop.staff, CREATE, { input });
      const productId: string = created.data.createProduct.product.id;
      const stock = { input: { productId, delta: pieces, reason: 'Counted' } };
      // Inventory, and orders, have heard of the product a moment later.
      await until(async () => (await insist(shop, shop.staff, STOCK, stock)).errors === undefined);
      return productId;
    }),
  );
}

/** Kills a process whenever so many orders more were placed. */
function createKiller(shop: RunningShop, { seed, kills, orders, say }: ShopRun) {
  const random = createRandom(seed);
  let [placed, killed] = [0, 0];
  let last = Promise.resolve();
  /** The process of a service, which may have been killed a moment ago. */
  async function alive(service: string): Promise<number> {
    for (;;) {
      const pid = await shop.pidOf(service);
      if (pid !== undefined) return pid;
      await new Promise((resume) => setTimeout(resume, POLL_MS));
    }
  }
  async function killOne(): Promise<void> {
    const service = random.pick(SERVICES);
    process.kill(await alive(service), 'SIGKILL');
    killed += 1;
    say?.(`${placed} orders; killed ${service} (${killed})`);
  }
  return {
    kills: () => killed,
    onPlaced() {
      placed += 1;
      if (Math.floor((placed * kills) / orders) > Math.floor(((placed - 1) * kills) / orders))
        last = last.then(killOne);
    },
    done: () => last,
  };
}

async function untilRest(ask: Ask): Promise<void> {
  const deadline = performance.now() + AT_REST_WITHIN_MS;
  await until(async () => performance.now() > deadline || isAtRest(ask, SERVICES));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setTimeout(resume, POLL_MS));
}

async function statusesOf(ask: Ask, placed: readonly string[]): Promise<Record<string, number>> {
  const known = new Set(placed);
  const rows = await ask<{ id: string; status: string }>('orders', 'select id, status from orders');
  const counts: Record<string, number> = {};
  for (const { id, status } of rows) if (known.has(id)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
