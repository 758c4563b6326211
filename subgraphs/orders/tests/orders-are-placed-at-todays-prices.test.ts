import { newId } from '@strata/basis-core';
import { type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { customer, faults, PLACE, placed, product, publish, sql, staff, startOrders } from './support.ts';

const kettle = product({ name: 'Kettle', price: { amount: '19.99', currency: 'EUR' } });
const teapot = product({ name: 'Teapot', price: { amount: '5.00', currency: 'EUR' } });
const retired = product({ name: 'Samovar', status: 'RETIRED' });
const palace = product({ name: 'Palace', price: { amount: '92233720368547758.07', currency: 'EUR' } });
const abroad = product({ name: 'Tea bowl', price: { amount: '1200', currency: 'JPY' } });
const gift = product({ name: 'Sample', price: { amount: '0.00', currency: 'EUR' } });

let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startOrders(kettle, teapot, retired, palace, abroad, gift);
});
afterAll(() => subgraph.stop());

function order(lines: [product: { id: string }, quantity: number][], viewer = customer()) {
  const input = { lines: lines.map(([{ id }, quantity]) => ({ productId: id, quantity })) };
  return subgraph.ask(PLACE, { input }, viewer);
}

/** How many rows there are, to see that none is added. */
function written({ orm } = subgraph): Promise<object[]> {
  return sql({ orm }, 'select (select count(*) from orders) as orders, (select count(*) from order_line) as lines');
}

test('an order keeps names and prices as they were', async () => {
  const viewer = customer();
  const { data, errors } = await order(
    [
      [kettle, 2],
      [teapot, 1],
      [gift, 3],
    ],
    viewer,
  );
  expect(errors).toBeUndefined();
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  expect(data?.placeOrder).toEqual({
    order: {
      id: expect.any(String),
      number: expect.stringMatching(/^S-\d{4}-000191$/),
      status: 'PLACED',
      rejection: null,
      total: eur('44.98'),
      customer: { id: viewer.id },
      placedAt: expect.any(String),
      lines: [
        { quantity: 2, productName: 'Kettle', unitPrice: eur('19.99'), product: { id: kettle.id } },
        { quantity: 1, productName: 'Teapot', unitPrice: eur('5.00'), product: { id: teapot.id } },
        { quantity: 3, productName: 'Sample', unitPrice: eur('0.00'), product: { id: gift.id } },
      ],
    },
  });
});

test('numbers rise', async () => {
  const answers = [await order([[kettle, 1]]), await order([[kettle, 1]]), await order([[kettle, 1]])];
  const numbers = answers.map((answer) => placed(answer).number);
  expect(new Set(numbers).size).toBe(3);
  expect(numbers.toSorted()).toEqual(numbers);
});

test('lines of one product become one', async () => {
  const answer = await order([
    [kettle, 2],
    [teapot, 1],
    [kettle, 3],
  ]);
  const { lines, total } = placed(answer);
  expect(lines).toMatchObject([
    { quantity: 5, productName: 'Kettle' },
    { quantity: 1, productName: 'Teapot' },
  ]);
  expect(total).toEqual({ amount: '104.95', currency: 'EUR' });
});

test('a price that catalog changes is the price of the next order, and of no earlier one', async () => {
  const cup = product({ name: 'Cup', price: { amount: '3.00', currency: 'EUR' } });
  await publish(subgraph, cup);
  const before = placed(await order([[cup, 1]]));
  await publish(subgraph, { ...cup, name: 'Mug', price: { amount: '3.50', currency: 'EUR' } });
  expect(placed(await order([[cup, 1]]))).toMatchObject({ total: { amount: '3.50' }, lines: [{ productName: 'Mug' }] });
  const [kept] = await sql(subgraph, 'select total_minor::int from orders where id = ?', before.id);
  expect(kept).toEqual({ total_minor: 300 });
});

test('an order shows its products as they are today, and those that cannot be seen any more not', async () => {
  const viewer = customer();
  const window = viewerWith(['orders:read', { permission: 'products:read', condition: { status: { eq: 'ACTIVE' } } }]);
  const [plate, bowl] = [product({ name: 'Plate' }), product({ name: 'Bowl' })];
  await publish(subgraph, plate, bowl);
  const { id } = placed(
    await order(
      [
        [plate, 1],
        [bowl, 1],
      ],
      viewer,
    ),
  );
  await publish(subgraph, { ...plate, name: 'Deep plate' }, { ...bowl, status: 'RETIRED' });
  const query = 'query ($id: ID!) { order(id: $id) { lines { productName product { id name } } } }';
  const { data, errors } = await subgraph.ask(query, { id }, window);
  expect(errors).toBeUndefined();
  expect(data?.order).toEqual({
    lines: [
      { productName: 'Plate', product: { id: plate.id, name: 'Deep plate' } },
      { productName: 'Bowl', product: null },
    ],
  });
});

describe('nothing is written when', () => {
  test.each<[string, Parameters<typeof order>[0], object]>([
    [
      'a product is not there',
      [
        [kettle, 1],
        [{ id: newId() }, 1],
      ],
      { code: 'BAD_USER_INPUT', field: 'input.lines[1].productId' },
    ],
    ['a product is not for sale', [[retired, 1]], { code: 'PRODUCT_NOT_AVAILABLE', field: 'input.lines[0].productId' }],
    [
      'one product is wanted too often',
      [
        [kettle, 600],
        [kettle, 401],
      ],
      { code: 'BAD_USER_INPUT', field: 'input.lines[1].quantity' },
    ],
    ['the sum of a line is beyond all bounds', [[palace, 2]], { code: 'BAD_USER_INPUT' }],
    [
      'the sum of the lines is beyond all bounds',
      [
        [palace, 1],
        [kettle, 1],
      ],
      { code: 'BAD_USER_INPUT' },
    ],
    [
      'prices are in several currencies',
      [
        [kettle, 1],
        [abroad, 1],
      ],
      { code: 'BAD_USER_INPUT' },
    ],
  ])('%s', async (_, lines, fault) => {
    const before = await written();
    const answer = await order(lines);
    expect(faults(answer)).toEqual([fault]);
    expect(await written()).toEqual(before);
  });

  test('nobody, staff or a machine asks', async () => {
    const machine = viewerWith(['orders:place', 'orders:read'], { kind: 'client' });
    const small = viewerWith([
      { permission: 'orders:place', condition: { totalMinor: { lte: 1_000 } } },
      'orders:read',
    ]);
    expect(faults(await order([[kettle, 1]], staff))).toEqual([{ code: 'FORBIDDEN' }]);
    expect(faults(await order([[kettle, 1]], machine))).toEqual([{ code: 'FORBIDDEN' }]);
    expect(faults(await order([[kettle, 1]], small))).toEqual([{ code: 'FORBIDDEN' }]);
    expect(faults(await order([[teapot, 1]], small))).toEqual([]);
  });
});
