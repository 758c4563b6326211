import { newId } from '@strata/basis-core';
import type { TestSubgraph } from '@strata/basis-testing';
import { customer, faults, PLACE, product, sql, staff, startOrders } from './support.ts';

const kettle = product();
let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startOrders(kettle);
});
afterAll(() => subgraph.stop());

const line = { productId: kettle.id, quantity: 1 };

describe('placeOrder', () => {
  test.each<[string, unknown, object]>([
    ['no lines', { lines: [] }, { code: 'BAD_USER_INPUT', field: 'input.lines' }],
    ['101 lines', { lines: Array(101).fill(line) }, { code: 'BAD_USER_INPUT', field: 'input.lines' }],
    ['no pieces', { lines: [{ ...line, quantity: 0 }] }, { code: 'BAD_USER_INPUT', field: 'input.lines[0].quantity' }],
    [
      'a negative number of pieces',
      { lines: [line, { ...line, quantity: -1 }] },
      { code: 'BAD_USER_INPUT', field: 'input.lines[1].quantity' },
    ],
    [
      'too many',
      { lines: [{ ...line, quantity: 1001 }] },
      { code: 'BAD_USER_INPUT', field: 'input.lines[0].quantity' },
    ],
    [
      'an id that is none',
      { lines: [{ ...line, productId: "1' or true" }] },
      { code: 'BAD_USER_INPUT', field: 'input.lines[0].productId' },
    ],
    ['half a piece', { lines: [{ ...line, quantity: 0.5 }] }, { code: 'BAD_USER_INPUT' }],
    ['more pieces than an Int', { lines: [{ ...line, quantity: 2 ** 40 }] }, { code: 'BAD_USER_INPUT' }],
    ['a field that is not there', { lines: [line], customerId: newId() }, { code: 'BAD_USER_INPUT' }],
    ['no input', null, { code: 'BAD_USER_INPUT' }],
  ])('%s', async (_, input, fault) => {
    expect(faults(await subgraph.ask(PLACE, { input }, customer()))).toEqual([fault]);
  });

  test('nothing of it was written', async () => {
    expect(await sql(subgraph, 'select id from orders')).toEqual([]);
  });
});

test.each(['cancelOrder', 'shipOrder', 'deliverOrder'])('%s of an id that is none', async (name) => {
  const answer = await subgraph.ask(`mutation { ${name}(input: { orderId: "7" }) { order { id } } }`, {}, staff);
  expect(faults(answer)).toEqual([{ code: 'BAD_USER_INPUT', field: 'input.orderId' }]);
});

describe('lists', () => {
  test.each<[string, string, object]>([
    ['first: 0', 'orders(first: 0)', { code: 'BAD_USER_INPUT', field: 'first' }],
    ['first: 1000000', 'orders(first: 1000000)', { code: 'BAD_USER_INPUT', field: 'first' }],
    ['a cursor of nowhere', 'orders(after: "AAAA")', { code: 'BAD_USER_INPUT', field: 'after' }],
    [
      'an id that is none',
      'orders(filter: { customerId: "x" })',
      { code: 'BAD_USER_INPUT', field: 'filter.customerId' },
    ],
    [
      'a product that is none',
      'orders(filter: { productId: "" })',
      { code: 'BAD_USER_INPUT', field: 'filter.productId' },
    ],
  ])('%s', async (_, field, fault) => {
    expect(faults(await subgraph.ask(`{ ${field} { nodes { id } } }`, {}, staff))).toEqual([fault]);
  });

  test('a day that is not in the calendar', async () => {
    const query = 'query ($at: DateTime) { orders(filter: { placedAfter: $at }) { nodes { id } } }';
    expect(faults(await subgraph.ask(query, { at: '2026-02-30T00:00:00Z' }, staff))).toMatchObject([
      { code: 'BAD_USER_INPUT' },
    ]);
  });

  test('an order of an id that is none', async () => {
    expect(faults(await subgraph.ask('{ order(id: "me") { id } }', {}, staff))).toEqual([
      { code: 'BAD_USER_INPUT', field: 'id' },
    ]);
  });
});
