import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { loadLocked } from '@strata/basis-storage';
import { type LockedStock, Reservation } from './reservation.entity.ts';
import { Stock } from './stock.entity.ts';

/**
 * Reservations and the stock that they are of, locked until the transaction ends. Everybody locks reservations first,
 * then all stock at once, so that nobody waits in a circle.
 */
export async function lockedReservations(
  em: SqlEntityManager,
  orderIds: readonly string[],
): Promise<{ reservations: Reservation[]; stock: LockedStock }> {
  const reservations = await loadLocked(em, Reservation, orderIds);
  await em.populate(reservations, ['lines']);
  return { reservations, stock: await lockedStock(em, reservations) };
}

/** The stock of all that reservations are of, locked. What never was in stock is not there. */
export async function lockedStock(em: SqlEntityManager, reservations: readonly Reservation[]): Promise<LockedStock> {
  const productIds = reservations.flatMap(({ lines }) => lines.map(({ productId }) => productId));
  const found = await loadLocked(em, Stock, productIds);
  return new Map(found.map((stock) => [stock.id, stock]));
}
