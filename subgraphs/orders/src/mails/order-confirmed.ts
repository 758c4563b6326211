import { type MailContent, type OrderMailData, orderMail } from './order-mail.ts';

/** The mail that says that an order is paid for and will be sent. */
export function orderConfirmed(order: OrderMailData): MailContent {
  const subject = `Your order ${order.number} is confirmed`;
  const news = `Thank you for your order ${order.number}. It is confirmed, and we write again when it is on its way.`;
  return orderMail(order, { subject, news });
}
