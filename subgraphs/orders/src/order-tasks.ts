import type { Emission } from '@strata/basis-contract';
import * as inventory from '@strata/sdk-inventory';
import * as payments from '@strata/sdk-payments';
import type { Order } from './order.entity.ts';
import type { OrderTask } from './order.process.ts';

const MINUTE_MS = 60_000;
/** How long a customer who waits is to wait at most. */
const PROMPT = { deadlineMs: 10 * MINUTE_MS };
/** How long the warehouse and the bank may take when an order is shipped. */
const SHIPPING = { deadlineMs: 24 * 60 * MINUTE_MS };

/** What the process asks others for. What undoes something has no deadline: it is tried until it is done. */
export const orderTasks: Readonly<Record<OrderTask, (order: Order) => Emission>> = {
  'inventory.reserve': (order) => {
    const lines = order.lines.map(({ productId, quantity }) => ({ productId, quantity }));
    return inventory.reserve(order, { orderId: order.id, lines }, PROMPT);
  },
  'inventory.keep': (order) => inventory.keep(order, { orderId: order.id }),
  'inventory.take': (order) => inventory.take(order, { orderId: order.id }, SHIPPING),
  'inventory.release': (order) => inventory.release(order, { orderId: order.id }),
  'payments.authorise': (order) => payments.authorise(order, moneyOf(order), PROMPT),
  'payments.capture': (order) => payments.capture(order, { orderId: order.id }, SHIPPING),
  'payments.cancel': (order) => payments.cancel(order, moneyOf(order)),
};

const moneyOf = ({ id, customerId, totalMinor, currency }: Order) => ({
  orderId: id,
  customerId,
  amount: { minor: String(totalMinor), currency },
});
