import { newId, type Viewer } from '@strata/basis-core';
import { type TestSubgraph, viewerWith } from '@strata/basis-testing';
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

async function orderAfter(...steps: Step[]): Promise<string> {
  const id = await place(subgraph, buyer, kettle);
  for (const step of steps) await take(step, id);
  return id;
}

test('an order is shipped and delivered, and says when', async () => {
  const id = await orderAfter('ship', 'deliver');
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

test('the customer cancels what was not shipped yet', async () => {
  expect(await take('cancel', await orderAfter(), buyer)).toBe('CANCELLED');
});

describe('every step that the process does not allow is a CONFLICT', () => {
  test.each<[Step[], Step]>([
    [[], 'deliver'],
    [['ship'], 'cancel'],
    [['ship'], 'ship'],
    [['ship', 'deliver'], 'cancel'],
    [['ship', 'deliver'], 'ship'],
    [['ship', 'deliver'], 'deliver'],
    [['cancel'], 'cancel'],
    [['cancel'], 'ship'],
    [['cancel'], 'deliver'],
  ])('after %j: %s', async (steps, step) => {
    const id = await orderAfter(...steps);
    const before = await sql(subgraph, 'select * from orders where id = ?', id);
    expect(await take(step, id)).toBe('CONFLICT');
    expect(await sql(subgraph, 'select * from orders where id = ?', id)).toEqual(before);
  });

  test('and says where the order stands', async () => {
    const mutation = 'mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { order { id } } }';
    const { errors = [] } = await subgraph.ask(mutation, { id: await orderAfter('ship') }, buyer);
    expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'ORDER_NOT_OPEN', status: 'SHIPPED' });
  });
});

test('of cancelling and shipping at once, one wins', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => orderAfter()));
  const outcomes = await Promise.all(ids.map((id) => Promise.all([take('cancel', id, buyer), take('ship', id)])));
  for (const [index, outcome] of outcomes.entries()) {
    const [winner] = outcome.filter((each) => each !== 'CONFLICT');
    expect(outcome.toSorted()).toEqual(['CONFLICT', winner].toSorted());
    expect(await sql(subgraph, 'select status, version from orders where id = ?', ids[index])).toEqual([
      { status: winner, version: 2 },
    ]);
  }
});

describe('an order that the viewer may not know of is not there', () => {
  test('for a stranger', async () => {
    const id = await orderAfter();
    expect(await take('cancel', id, customer())).toBe('NOT_FOUND');
    expect(await take('cancel', newId(), customer())).toBe('NOT_FOUND');
    expect(await take('ship', newId())).toBe('NOT_FOUND');
  });

  test('for a carrier of small parcels', async () => {
    const condition = { totalMinor: { lt: 1_000 } };
    const carrier = viewerWith([{ permission: 'orders:ship', condition }, 'orders:read']);
    expect(await take('ship', await orderAfter(), carrier)).toBe('NOT_FOUND');
  });

  test('customers neither ship nor deliver', async () => {
    const id = await orderAfter();
    expect(await take('ship', id, buyer)).toBe('FORBIDDEN');
    expect(await take('deliver', id, buyer)).toBe('FORBIDDEN');
  });
});
