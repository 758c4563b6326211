import { entity, event, id, list, moment, oneOf, record, task, whole } from '@strata/basis-contract';

/** What is in stock of a product; its id is the product's. */
export const Stock = entity('inventory.Stock', 1, { available: whole(), reserved: whole() });

/** Pieces kept back for an order; its id is the order's. `KEPT` ones are held for as long as the order wants them. */
export const Reservation = entity('inventory.Reservation', 1, {
  status: oneOf('HELD', 'KEPT', 'TAKEN', 'RELEASED', 'EXPIRED'),
  heldUntil: moment(),
});

/** Nobody asked for it to be kept in time, so its pieces are for sale again. */
export const ReservationExpired = event('inventory.ReservationExpired', 1, { of: Reservation, fields: {} });

/** Holds pieces back for an order: all of them, or none. `RELEASED`: the order was called off before this arrived. */
export const reserve = task('inventory.reserve', 1, {
  input: { orderId: id(), lines: list(record({ productId: id(), quantity: whole() })) },
  output: {},
  failures: ['OUT_OF_STOCK', 'RELEASED'],
});

/** From now on the reservation does not expire. One that has expired is made again, where the pieces are still there. */
export const keep = task('inventory.keep', 1, {
  input: { orderId: id() },
  output: {},
  failures: ['OUT_OF_STOCK', 'RELEASED'],
});

/** The pieces leave the warehouse. */
export const take = task('inventory.take', 1, {
  input: { orderId: id() },
  output: {},
  failures: ['OUT_OF_STOCK', 'RELEASED'],
});

/** The pieces are for sale again, those taken too; what was never reserved will not be. */
export const release = task('inventory.release', 1, { input: { orderId: id() }, output: {}, failures: [] });

/** Lets go of what was held for too long: inventory asks this of itself, every now and then. */
export const expireReservations = task('inventory.expireReservations', 1, {
  input: {},
  output: { expired: whole() },
  failures: [],
});
