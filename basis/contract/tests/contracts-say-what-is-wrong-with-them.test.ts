import {
  entity,
  event,
  id,
  list,
  money,
  oneOf,
  optional,
  type PayloadOf,
  record,
  task,
  text,
  whole,
} from '../src/index.ts';

const Order = entity('orders.Order', 1, {
  status: oneOf('PLACED', 'DELIVERED'),
  note: optional(text()),
  lines: list(record({ productId: id(), quantity: whole(), unitPrice: money() })),
});

test('a payload has the shape that its contract declares', () => {
  const payload: PayloadOf<typeof Order> = {
    status: 'PLACED',
    note: null,
    lines: [{ productId: 'p', quantity: 2, unitPrice: { minor: '1999', currency: 'EUR' } }],
  };
  // @ts-expect-error: a status that the contract does not list is refused when compiling
  const wrong: PayloadOf<typeof Order>['status'] = 'LOST';
  expect([payload.lines[0]?.quantity, wrong]).toEqual([2, 'LOST']);
});

test('an event names its aggregate, a task its reasons to fail', () => {
  const OrderPlaced = event('orders.OrderPlaced', 1, { of: Order, fields: { customerId: id() } });
  const authorise = task('payments-eg.authorise', 1, {
    input: { amount: money() },
    output: { reference: text() },
    failures: ['DECLINED'],
  });
  expect(OrderPlaced.of.name).toBe('orders.Order');
  expect(authorise.failures).toEqual(['DECLINED']);
});

test.each(['Order', 'orders.', 'Orders.Order', 'orders.Order.x'])('the name %s is refused', (name) => {
  expect(() => entity(name, 1, {})).toThrow('A contract is named <service>.<Name>');
});

test('a version below 1 is refused', () => {
  expect(() => entity('orders.Order', 0, {})).toThrow('a whole number from 1');
});
