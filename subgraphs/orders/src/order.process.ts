import { type AskOf, defineProcess, type ReasonOf, type StateOf, type StepOf } from '@strata/basis-subgraph';
import { registerEnumType } from 'type-graphql';

/** Where an order stands, for everybody. */
export enum OrderStatus {
  PLACED = 'PLACED',
  RESERVED = 'RESERVED',
  CONFIRMED = 'CONFIRMED',
  SHIPPED = 'SHIPPED',
  DELIVERED = 'DELIVERED',
  CANCELLED = 'CANCELLED',
  REJECTED = 'REJECTED',
}
registerEnumType(OrderStatus, { name: 'OrderStatus', description: 'Where an order stands.' });

/**
 * The whole process. Orders decide; the others answer. What people ask for that is not here is a `CONFLICT`; answers that
 * are not here came too late, after something else was decided, and change nothing. An order that is SHIPPING is
 * CONFIRMED for everybody else.
 */
// biome-ignore format: a row for each step reads as a table
export const orderProcess = defineProcess({
  of: 'Order',
  begins: { step: 'placeOrder', to: 'PLACED', asks: ['inventory.reserve'] },
  states: {
    PLACED: {
      'inventory.reserve done':       { to: 'RESERVED',  asks: ['payments.authorise'] },
      'inventory.reserve failed':     { to: 'REJECTED',  because: 'OUT_OF_STOCK' },
      'inventory.reserve expired':    { to: 'REJECTED',  because: 'TIMED_OUT', asks: ['inventory.release'] },
      cancelOrder:                    { to: 'CANCELLED', asks: ['inventory.release'] },
    },
    RESERVED: {
      'payments.PaymentAuthorised':   { to: 'CONFIRMED', asks: ['inventory.keep', 'sso.notify of confirmation'] },
      'payments.PaymentDeclined':     { to: 'REJECTED',  because: 'PAYMENT_DECLINED', asks: ['inventory.release'] },
      'payments.authorise failed':    { to: 'REJECTED',  because: 'PAYMENT_DECLINED', asks: ['inventory.release', 'payments.cancel'] },
      'payments.authorise expired':   { to: 'REJECTED',  because: 'TIMED_OUT', asks: ['inventory.release', 'payments.cancel'] },
      'inventory.ReservationExpired': { to: 'REJECTED',  because: 'TIMED_OUT', asks: ['inventory.release', 'payments.cancel'] },
      cancelOrder:                    { to: 'CANCELLED', asks: ['inventory.release', 'payments.cancel'] },
    },
    CONFIRMED: {
      'inventory.keep failed':        { to: 'REJECTED',  because: 'OUT_OF_STOCK', asks: ['inventory.release', 'payments.cancel'] },
      shipOrder:                      { to: 'SHIPPING',  asks: ['inventory.take'] },
      cancelOrder:                    { to: 'CANCELLED', asks: ['inventory.release', 'payments.cancel'] },
    },
    SHIPPING: {
      'inventory.take done':          { to: 'SHIPPING',  asks: ['payments.capture'] },
      'inventory.take failed':        { to: 'REJECTED',  because: 'OUT_OF_STOCK', asks: ['inventory.release', 'payments.cancel'] },
      'inventory.take expired':       { to: 'REJECTED',  because: 'TIMED_OUT', asks: ['inventory.release', 'payments.cancel'] },
      'payments.PaymentCaptured':     { to: 'SHIPPED',   asks: ['sso.notify of shipping'] },
      'payments.PaymentDeclined':     { to: 'REJECTED',  because: 'PAYMENT_DECLINED', asks: ['inventory.release'] },
      'payments.capture failed':      { to: 'REJECTED',  because: 'PAYMENT_DECLINED', asks: ['inventory.release', 'payments.cancel'] },
      'payments.capture expired':     { to: 'REJECTED',  because: 'TIMED_OUT', asks: ['inventory.release', 'payments.cancel'] },
    },
    SHIPPED: {
      deliverOrder:                   { to: 'DELIVERED' },
    },
    DELIVERED: {},
    CANCELLED: {},
    REJECTED: {},
  },
});

export type OrderStage = StateOf<typeof orderProcess>;
export type OrderStep = StepOf<typeof orderProcess>;
export type OrderTask = AskOf<typeof orderProcess>;
type OrderRejectionCode = ReasonOf<typeof orderProcess>;

export interface OrderTransition {
  to: OrderStage;
  asks?: readonly OrderTask[];
  because?: OrderRejectionCode;
}

/** Why an order was rejected, for its customer. */
export const REJECTIONS: Readonly<Record<OrderRejectionCode, string>> = {
  OUT_OF_STOCK: 'There are not enough pieces left of what was ordered.',
  PAYMENT_DECLINED: 'The payment was declined.',
  TIMED_OUT: 'The order could not be carried out in time.',
};
