// demo
import { Client } from 'pg';

/** A row of each kind of what must agree in the end. */
interface Books {
  orders: { id: string; status: string; shipping: boolean; total: string }[];
  lines: { order_id: string; product_id: string; quantity: number }[];
  stock: { id: string; available: number; reserved: number; moved: number }[];
  payments: { id: string; order_id: string; status: string }[];
  charges: { payment_id: string; charges: number; held: string; taken: string; contradictions: number }[];
}

/** Answers a query to the database of a service. */
export type Ask = <Row extends object>(service: string, query: string) => Promise<Row[]>;

/** Asks the databases of a running system. `close` gives the connections back. */
export function openBooks(urlOf: (service: string) => string): { ask: Ask; close(): Promise<void> } {
  const clients = new Map<string, Promise<Client>>();
  const connect = async (service: string) => {
    const client = new Client({ connectionString: urlOf(service) });
    await client.connect();
    return client;
  };
  return {
    async ask<Row extends object>(service: string, query: string) {
      const client = clients.get(service) ?? connect(service);
      clients.set(service, client);
      return (await (await client).query<Row>(query)).rows;
    },
    async close() {
      for (const client of clients.values()) await (await client).end();
    },
  };
}

async function readBooks(ask: Ask): Promise<Books> {
  const [orders, lines, stock, payments, charges] = await Promise.all([
    ask<Books['orders'][number]>(
      'orders',
      'select id, status, shipping_since is not null as shipping, total_minor as total from orders',
    ),
    ask<Books['lines'][number]>('orders', 'select order_id, product_id, quantity from order_line'),
    ask<Books['stock'][number]>(
      'inventory',
      `select stock.id, available, reserved, coalesce(sum(delta), 0)::int as moved
       from stock left join stock_movement on product_id = stock.id group by stock.id`,
    ),
    ask<Books['payments'][number]>('payments', 'select id, order_id, status from payment'),
    ask<Books['charges'][number]>(
      'payments-eg',
      `select payment_id, charges, authorised_minor - captured_minor - voided_minor as held,
         captured_minor - refunded_minor as taken, contradictions from sandbox_charge`,
    ),
  ]);
  return { orders, lines, stock, payments, charges };
}

/** What may become of a payment, by what became of its order. */
const PAID: Readonly<Record<string, readonly (string | undefined)[]>> = {
  CONFIRMED: ['AUTHORISED'],
  SHIPPED: ['CAPTURED'],
  DELIVERED: ['CAPTURED'],
  CANCELLED: [undefined, 'CANCELLED', 'DECLINED', 'REFUNDED'],
  REJECTED: [undefined, 'CANCELLED', 'DECLINED', 'REFUNDED'],
};

/**
 * Compares the books of four services when nothing moves any more: every piece and every cent.
 *
 * @param placed the orders that customers were told of
 * @param pieces how many there were of each product at first
 * @returns what is wrong, a line each
 */
export async function audit(
  ask: Ask,
  placed: readonly string[],
  pieces: ReadonlyMap<string, number>,
): Promise<string[]> {
  const books = await readBooks(ask);
  const told = new Set(placed);
  const orders = books.orders.filter(({ id }) => told.has(id));
  const known = new Set(orders.map(({ id }) => id));
  return [
    ...placed.filter((id) => !known.has(id)).map((id) => `lost: order ${id}`),
    ...orders.filter(({ status }) => PAID[status] === undefined).map(({ id, status }) => `hanging: ${id} ${status}`),
    ...orders
      .filter(({ status, shipping }) => status === 'CONFIRMED' && shipping)
      .map(({ id }) => `hanging: ${id} is being shipped`),
    ...wrongStock(books, orders, pieces),
    ...wrongMoney(books, orders),
  ];
}

function wrongStock({ lines, stock }: Books, orders: Books['orders'], pieces: ReadonlyMap<string, number>): string[] {
  const statusOf = new Map(orders.map(({ id, status }) => [id, status]));
  return [...pieces].flatMap(([productId, first]) => {
    const level = stock.find(({ id }) => id === productId);
    const among = (...statuses: string[]) =>
      lines
        .filter((line) => line.product_id === productId && statuses.includes(statusOf.get(line.order_id) ?? ''))
        .reduce((sum, { quantity }) => sum + quantity, 0);
    const want = { reserved: among('CONFIRMED'), gone: among('SHIPPED', 'DELIVERED') };
    const have = { reserved: level?.reserved ?? 0, gone: first - (level?.available ?? 0) - (level?.reserved ?? 0) };
    const isRight = want.reserved === have.reserved && want.gone === have.gone;
    const sums = level === undefined || level.moved === level.available + level.reserved;
    return [
      ...(isRight ? [] : [`stock of ${productId}: ${JSON.stringify(have)} instead of ${JSON.stringify(want)}`]),
      ...(sums ? [] : [`the ledger of ${productId} does not sum to its stock`]),
    ];
  });
}

function wrongMoney({ payments, charges }: Books, orders: Books['orders']): string[] {
  const paymentsOf = Map.groupBy(payments, ({ order_id }) => order_id);
  const chargeOf = new Map(charges.map((charge) => [charge.payment_id, charge]));
  return orders.flatMap(({ id, status, total }) => {
    const mine = paymentsOf.get(id) ?? [];
    const [payment] = mine;
    const charge = payment && chargeOf.get(payment.id);
    const want = {
      held: status === 'CONFIRMED' ? total : '0',
      taken: ['SHIPPED', 'DELIVERED'].includes(status) ? total : '0',
    };
    const have = { held: String(charge?.held ?? 0), taken: String(charge?.taken ?? 0) };
    return [
      ...(mine.length > 1 ? [`charged twice: ${id} has ${mine.length} payments`] : []),
      ...((charge?.charges ?? 0) > 1 ? [`charged twice: ${id}`] : []),
      ...((charge?.contradictions ?? 0) > 0 ? [`the provider was contradicted about ${id}`] : []),
      ...((PAID[status] ?? []).includes(payment?.status) ? [] : [`${id} is ${status}, its payment ${payment?.status}`]),
      ...(want.held === have.held && want.taken === have.taken
        ? []
        : [`the money of ${id}: ${JSON.stringify(have)} instead of ${JSON.stringify(want)}`]),
    ];
  });
}
