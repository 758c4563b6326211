import { carryOut, every } from '@strata/basis-messaging';
import { expireReservations, ReservationExpired } from '@strata/sdk-inventory';
import { lockedReservations } from './locked-reservation.ts';
import { Reservation, ReservationStatus } from './reservation.entity.ts';

const EVERY_MS = 30_000;
/** What is left waits for the next time. */
const AT_ONCE = 200;

const letGoOfExpired = carryOut(expireReservations, async (_input, { em, now, emit }) => {
  const due = await em.find(
    Reservation,
    { status: ReservationStatus.HELD, heldUntil: { $lte: now } },
    { fields: ['id'], orderBy: { heldUntil: 'asc' }, limit: AT_ONCE, disableIdentityMap: true },
  );
  const { reservations, stock } = await lockedReservations(
    em,
    due.map(({ id }) => id),
  );
  const held = reservations.filter(({ status }) => status === ReservationStatus.HELD);
  for (const reservation of held) {
    reservation.expire(stock);
    emit(ReservationExpired(reservation, {}));
  }
  return { expired: held.length };
});

/** What is held for too long, and not kept, is for sale again; its order is told. */
export const reservationsExpire = [
  letGoOfExpired,
  every('expire reservations', { everyMs: EVERY_MS }, expireReservations, {}),
];
