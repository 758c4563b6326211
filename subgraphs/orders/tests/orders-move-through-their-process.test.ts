import { newId, type Viewer } from '@strata/basis-core';
import { type TestSubgraph, viewerWith } from '@strata/basis-testing';
import type { OrderStage } from '../src/order.process.ts';
import { answered, customer, faults, place, product, sql, staff, startOrders } from './support.ts';

const kettle = product();
const buyer = customer();
let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startOrders(kettle);
});
afterAll(() => subgraph.stop());

type Step = 'cancel' | 'ship' | 'deliver';

/** Takes a step. @returns the order's new status, or the code of the error */
async function take(step: Step, orderId: string, viewer: Viewer = staff): Promise<unknown> {
  const mutation = `mutation ($id: ID!) { ${step}Order(input: { orderId: $id }) { order { status } } }`;
  const answer = await subgraph.ask(mutation, { id: orderId }, viewer);
  const payload = answer.data?.[`${step}Order`] as { order: { status: string } } | undefined;
  return payload?.order.status ?? faults(answer)[0]?.code;
}

/** What stands in an order's row where its process stands so. */
const STANDS: Record<OrderStage, string> = {
  PLACED: "status = 'PLACED'",
  RESERVED: "status = 'RESERVED'",
  CONFIRMED: "status = 'CONFIRMED'",
  SHIPPING: "status = 'CONFIRMED', shipping_since = now()",
  SHIPPED: "status = 'SHIPPED', shipped_at = now()",
  DELIVERED: "status = 'DELIVERED', shipped_at = now(), delivered_at = now()",
  CANCELLED: "status = 'CANCELLED', cancelled_at = now()",
  REJECTED: "status = 'REJECTED', rejection_code = 'OUT_OF_STOCK', rejection_message = 'Sold out.'",
};

/** An order whose process stands there, whatever the others answered. @returns its id */
async function orderAt(stage: OrderStage): Promise<string> {
  const id = await place(subgraph, buyer, kettle);
  await sql(subgraph, `update orders set ${STANDS[stage]} where id = ?`, id);
  return id;
}

/** The tasks that were asked for on behalf of an order, in their order, without the one that its placing asks for. */
async function asked(orderId: string): Promise<string[]> {
  const rows = await sql<{ topic: string }>(
    subgraph,
    "select topic from outbox.message where kind = 'task' and aggregate_id = ? order by id",
    orderId,
  );
  expect(rows.shift()).toEqual({ topic: 'inventory.reserve' });
  return rows.map(({ topic }) => topic);
}

describe('what people ask for, where the process allows it', () => {
  test.each<[OrderStage, Step, string, string[]]>([
    ['PLACED', 'cancel', 'CANCELLED', ['inventory.release']],
    ['RESERVED', 'cancel', 'CANCELLED', ['inventory.release', 'payments.cancel']],
    ['CONFIRMED', 'cancel', 'CANCELLED', ['inventory.release', 'payments.cancel']],
    ['CONFIRMED', 'ship', 'CONFIRMED', ['inventory.take']],
    ['SHIPPED', 'deliver', 'DELIVERED', []],
  ])('%s: %s answers %s', async (stage, step, status, tasks) => {
    const id = await orderAt(stage);
    expect(await take(step, id)).toBe(status);
    expect(await asked(id)).toEqual(tasks);
  });

  test('the customer cancels their own', async () => {
    expect(await take('cancel', await orderAt('PLACED'), buyer)).toBe('CANCELLED');
  });

  test('an order that was delivered says when', async () => {
    const id = await orderAt('SHIPPED');
    await take('deliver', id);
    const query = '{ orders { nodes { id status placedAt shippedAt deliveredAt cancelledAt } } }';
    const { nodes } = answered<{ nodes: { id: string }[] }>(await subgraph.ask(query, {}, buyer), 'orders');
    expect(nodes.find((order) => order.id === id)).toEqual({
      id,
      status: 'DELIVERED',
      placedAt: expect.any(String),
      shippedAt: expect.any(String),
      deliveredAt: expect.any(String),
      cancelledAt: null,
    });
  });
});

describe('every step that the process does not allow is a CONFLICT', () => {
  test.each<[OrderStage, Step[]]>([
    ['PLACED', ['ship', 'deliver']],
    ['RESERVED', ['ship', 'deliver']],
    ['CONFIRMED', ['deliver']],
    ['SHIPPING', ['cancel', 'ship', 'deliver']],
    ['SHIPPED', ['cancel', 'ship']],
    ['DELIVERED', ['cancel', 'ship', 'deliver']],
    ['CANCELLED', ['cancel', 'ship', 'deliver']],
    ['REJECTED', ['cancel', 'ship', 'deliver']],
  ])('in %s: %j', async (stage, steps) => {
    const id = await orderAt(stage);
    const before = await sql(subgraph, 'select * from orders where id = ?', id);
    for (const step of steps) expect(await take(step, id)).toBe('CONFLICT');
    expect(await sql(subgraph, 'select * from orders where id = ?', id)).toEqual(before);
    expect(await asked(id)).toEqual([]);
  });

  test('and says where the order stands', async () => {
    const mutation = 'mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { order { id } } }';
    const { errors = [] } = await subgraph.ask(mutation, { id: await orderAt('SHIPPED') }, buyer);
    expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'ORDER_NOT_OPEN', status: 'SHIPPED' });
  });
});

test('of cancelling and shipping at once, one wins', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => orderAt('CONFIRMED')));
  const outcomes = await Promise.all(ids.map((id) => Promise.all([take('cancel', id, buyer), take('ship', id)])));
  for (const [index, outcome] of outcomes.entries()) {
    const [winner] = outcome.filter((each) => each !== 'CONFLICT');
    expect(outcome.toSorted()).toEqual(['CONFLICT', winner].toSorted());
    // Placed, confirmed, and one step more.
    expect(await sql(subgraph, 'select status, version from orders where id = ?', ids[index])).toEqual([
      { status: winner === 'CANCELLED' ? 'CANCELLED' : 'CONFIRMED', version: 3 },
    ]);
    expect(await asked(String(ids[index]))).toEqual(
      winner === 'CANCELLED' ? ['inventory.release', 'payments.cancel'] : ['inventory.take'],
    );
  }
});

describe('an order that the viewer may not know of is not there', () => {
  test('for a stranger', async () => {
    const id = await orderAt('CONFIRMED');
    expect(await take('cancel', id, customer())).toBe('NOT_FOUND');
    expect(await take('cancel', newId(), customer())).toBe('NOT_FOUND');
    expect(await take('ship', newId())).toBe('NOT_FOUND');
  });

  test('for a carrier of small parcels', async () => {
    const condition = { totalMinor: { lt: 1_000 } };
    const carrier = viewerWith([{ permission: 'orders:ship', condition }, 'orders:read']);
    expect(await take('ship', await orderAt('CONFIRMED'), carrier)).toBe('NOT_FOUND');
  });

  test('customers neither ship nor deliver', async () => {
    const id = await orderAt('CONFIRMED');
    expect(await take('ship', id, buyer)).toBe('FORBIDDEN');
    expect(await take('deliver', id, buyer)).toBe('FORBIDDEN');
  });
});
