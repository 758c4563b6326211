import { Collection } from '@mikro-orm/core';
import { Entity, Enum, Index, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ReservationLine } from './reservation-line.entity.ts';
import type { Stock } from './stock.entity.ts';
import { StockMovement } from './stock-movement.entity.ts';

/** How long pieces are held for an order that is not confirmed. */
const HOLD_MS = 15 * 60_000;

/** Who books what an order takes. */
const ACTOR = 'orders';

/** Where a reservation stands. */
export enum ReservationStatus {
  /** Until `heldUntil`. */
  HELD = 'HELD',
  /** For as long as the order wants it. */
  KEPT = 'KEPT',
  /** The pieces have left the warehouse. */
  TAKEN = 'TAKEN',
  /** For good: what comes after that is too late. */
  RELEASED = 'RELEASED',
  /** The pieces are for sale again, but the order may still want them. */
  EXPIRED = 'EXPIRED',
}
const { HELD, KEPT, TAKEN, RELEASED, EXPIRED } = ReservationStatus;

/** The stock of each product of a reservation, locked. */
export type LockedStock = ReadonlyMap<string, Stock>;

/** Pieces kept back for an order, all of them or none. Whoever changes it holds its lock, and its stock's. */
@Entity()
@Index({ properties: ['status', 'heldUntil'] })
export class Reservation {
  /** The order's id. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Enum({ items: () => ReservationStatus })
  status: ReservationStatus = HELD;

  @OneToMany(
    () => ReservationLine,
    (line) => line.reservation,
    { orderBy: { productId: 'asc' } },
  )
  lines = new Collection<ReservationLine>(this);

  @Property({ type: 'datetime', length: 3 })
  heldUntil!: Date;

  @Property({ type: 'integer', version: true })
  version!: number;

  /** A reservation of these pieces, which are not held yet. */
  static of(orderId: string, lines: readonly { productId: string; quantity: number }[], now: Date): Reservation {
    const reservation = new Reservation();
    reservation.id = orderId;
    reservation.heldUntil = new Date(now.getTime() + HOLD_MS);
    for (const line of lines) reservation.lines.add(Object.assign(new ReservationLine(), line, { reservation }));
    return reservation;
  }

  /** The reservation of an order that was called off before anything was reserved for it. */
  static released(orderId: string, now: Date): Reservation {
    return Object.assign(Reservation.of(orderId, [], now), { status: RELEASED });
  }

  /** Holds its pieces back. @returns false, and holds none, where there are too few of any */
  hold(stock: LockedStock): boolean {
    const lines = this.lines.getItems();
    if (lines.some(({ productId, quantity }) => (stock.get(productId)?.available ?? 0) < quantity)) return false;
    for (const { productId, quantity } of lines) stockOf(stock, productId).hold(quantity);
    return true;
  }

  /** From now on it does not expire. @returns false where it had, and the pieces are gone */
  keep(stock: LockedStock): boolean {
    if (this.status === KEPT || this.status === TAKEN) return true;
    if (this.status === EXPIRED && !this.hold(stock)) return false;
    this.status = KEPT;
    return true;
  }

  /** The pieces leave. @returns their movements; undefined where it had expired and they are gone */
  take(stock: LockedStock, now: Date): StockMovement[] | undefined {
    if (this.status === TAKEN) return [];
    if (!this.keep(stock)) return undefined;
    this.status = TAKEN;
    return this.lines.map(({ productId, quantity }) => {
      const level = stockOf(stock, productId);
      level.take(quantity);
      return StockMovement.of(level, { delta: -quantity, reason: `Order ${this.id}`, actorId: ACTOR }, now);
    });
  }

  /** The pieces are for sale again. @returns the movements of those that had left */
  release(stock: LockedStock, now: Date): StockMovement[] {
    const before = this.status;
    this.status = RELEASED;
    if (before === HELD || before === KEPT) this.letGo(stock);
    if (before !== TAKEN) return [];
    return this.lines.map(({ productId, quantity }) => {
      const back = { delta: quantity, reason: `Order ${this.id} was not shipped`, actorId: ACTOR };
      return StockMovement.book(stockOf(stock, productId), back, now);
    });
  }

  /** Its pieces are for sale again, and it may still be kept or taken as long as they are. */
  expire(stock: LockedStock): void {
    this.letGo(stock);
    this.status = EXPIRED;
  }

  private letGo(stock: LockedStock): void {
    for (const { productId, quantity } of this.lines) stockOf(stock, productId).letGo(quantity);
  }
}

function stockOf(stock: LockedStock, productId: string): Stock {
  const found = stock.get(productId);
  if (found === undefined) throw new Error(`The stock of the product ${productId} was not loaded.`);
  return found;
}
