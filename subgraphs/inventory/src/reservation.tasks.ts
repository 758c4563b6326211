import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { carryOut } from '@strata/basis-messaging';
import { loadLocked } from '@strata/basis-storage';
import * as contract from '@strata/sdk-inventory';
import { lockedReservations, lockedStock } from './locked-reservation.ts';
import { type LockedStock, Reservation, ReservationStatus } from './reservation.entity.ts';

/** Holds an order's pieces back: all, or none. */
const reserveStock = carryOut(contract.reserve, async ({ orderId, lines }, { em, now }) => {
  const [known] = await loadLocked(em, Reservation, [orderId]);
  if (known !== undefined) return known.status === ReservationStatus.RELEASED ? { failed: 'RELEASED' } : {};
  const reservation = Reservation.of(orderId, lines, now);
  if (!reservation.hold(await lockedStock(em, [reservation]))) return { failed: 'OUT_OF_STOCK' };
  em.persist(reservation);
  return {};
});

/** An order was confirmed: its pieces wait for it for as long as it takes. */
const keepStock = carryOut(contract.keep, async ({ orderId }, { em }) => {
  const { reservation, stock } = await openReservation(em, orderId);
  if (reservation === undefined) return { failed: 'RELEASED' };
  return reservation.keep(stock) ? {} : { failed: 'OUT_OF_STOCK' };
});

/** An order is shipped: its pieces leave the warehouse. */
const takeStock = carryOut(contract.take, async ({ orderId }, { em, now }) => {
  const { reservation, stock } = await openReservation(em, orderId);
  if (reservation === undefined) return { failed: 'RELEASED' };
  const movements = reservation.take(stock, now);
  if (movements === undefined) return { failed: 'OUT_OF_STOCK' };
  em.persist(movements);
  return {};
});

/** An order is over: what was reserved for it is for sale again, and what is not reserved yet will not be. */
const releaseStock = carryOut(contract.release, async ({ orderId }, { em, now }) => {
  const {
    reservations: [reservation],
    stock,
  } = await lockedReservations(em, [orderId]);
  if (reservation === undefined) em.persist(Reservation.released(orderId, now));
  else em.persist(reservation.release(stock, now));
  return {};
});

/** What orders ask of the warehouse. Each may come twice, and too late. */
export const reservationTasks = [reserveStock, keepStock, takeStock, releaseStock];

async function openReservation(
  em: SqlEntityManager,
  orderId: string,
): Promise<{ reservation: Reservation | undefined; stock: LockedStock }> {
  const { reservations, stock } = await lockedReservations(em, [orderId]);
  return { reservation: reservations.find(({ status }) => status !== ReservationStatus.RELEASED), stock };
}
