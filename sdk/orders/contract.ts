import { entity, id, list, moment, money, oneOf, record, text, whole } from '@strata/basis-contract';

/** An order as others may rely on it. */
export const Order = entity('orders.Order', 1, {
  number: text(),
  customerId: id(),
  status: oneOf('PLACED', 'RESERVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REJECTED'),
  placedAt: moment(),
  total: money(),
  lines: list(record({ productId: id(), quantity: whole(), unitPrice: money() })),
});
