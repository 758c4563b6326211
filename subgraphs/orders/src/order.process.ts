import { registerEnumType } from 'type-graphql';

/** Where an order stands. */
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

/** What can be done with an order. */
export type OrderStep = 'cancel' | 'ship' | 'deliver';

const { SHIPPED, DELIVERED, CANCELLED } = OrderStatus;

/** The whole process: what can be done in each status, and where it leads. What is not here is a `CONFLICT`. */
// Nothing reserves stock or confirms a payment yet, so an order is shipped as it was placed.
export const orderProcess: Readonly<Record<OrderStatus, Readonly<Partial<Record<OrderStep, OrderStatus>>>>> = {
  PLACED: { cancel: CANCELLED, ship: SHIPPED },
  RESERVED: { cancel: CANCELLED },
  CONFIRMED: { cancel: CANCELLED, ship: SHIPPED },
  SHIPPED: { deliver: DELIVERED },
  DELIVERED: {},
  CANCELLED: {},
  REJECTED: {},
};
