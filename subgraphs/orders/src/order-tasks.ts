import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Emission } from '@strata/basis-contract';
import * as inventory from '@strata/sdk-inventory';
import * as payments from '@strata/sdk-payments';
import * as sso from '@strata/sdk-sso';
import { orderConfirmed } from './mails/order-confirmed.ts';
import type { MailContent, OrderMailData } from './mails/order-mail.ts';
import { orderShipped } from './mails/order-shipped.ts';
import type { Order } from './order.entity.ts';
import type { OrderTask } from './order.process.ts';
import { UserReplica } from './user.replica.ts';

const MINUTE_MS = 60_000;
/** How long a customer who waits is to wait at most. */
const PROMPT = { deadlineMs: 10 * MINUTE_MS };
/** How long the warehouse and the bank may take when an order is shipped. */
const SHIPPING = { deadlineMs: 24 * 60 * MINUTE_MS };

/** Asks for something on behalf of an order, whose lines are loaded. */
type Asking = (order: Order, em: SqlEntityManager) => Emission | Promise<Emission>;

/** What the process asks others for. What undoes something has no deadline: it is tried until it is done. */
export const orderTasks: Readonly<Record<OrderTask, Asking>> = {
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
  'sso.notify of confirmation': (order, em) => notify(order, em, orderConfirmed),
  'sso.notify of shipping': (order, em) => notify(order, em, orderShipped),
};

const moneyOf = ({ id, customerId, totalMinor, currency }: Order) => ({
  orderId: id,
  customerId,
  amount: { minor: String(totalMinor), currency },
});

/** Somebody whose name is not known here yet is written to all the same. */
const NAMELESS = 'customer';

async function notify(
  order: Order,
  em: SqlEntityManager,
  write: (data: OrderMailData) => MailContent,
): Promise<Emission> {
  const { customerId: userId, number, total } = order;
  const customer = await em.findOne(UserReplica, userId);
  await em.populate(order, ['lines']);
  const lines = order.lines.map(({ productName, quantity, price }) => ({ productName, quantity, price }));
  const mail = write({ number, customerName: customer?.displayName ?? NAMELESS, lines, total });
  return sso.notify(order, { userId, ...mail });
}
