import { type MailContent, type OrderMailData, orderMail } from './order-mail.ts';

/** The mail that says that an order is on its way. */
export function orderShipped(order: OrderMailData): MailContent {
  const subject = `Your order ${order.number} is on its way`;
  const news = `Your order ${order.number} was handed to the carrier today.`;
  return orderMail(order, { subject, news });
}
