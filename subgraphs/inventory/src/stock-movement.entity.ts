import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Trigger } from '@mikro-orm/decorators/legacy';
import { BadUserInputError, newId } from '@strata/basis-core';
import { Stock } from './stock.entity.ts';

/** Pieces that one movement books in or out at most. */
export const MAX_DELTA = 1_000_000;
/** Characters of a movement's reason at most. */
export const MAX_REASON_LENGTH = 200;

/** Why pieces came or went, and through whom. */
export interface MovementDetails {
  /** Pieces: positive ones came, negative ones went. */
  delta: number;
  reason: string;
  actorId: string;
}

/**
 * One line of the ledger: the movements of a product sum to what there is of it, available and reserved.
 * Never changed, never deleted.
 */
@Entity()
@Index({ properties: ['stock', 'at', 'id'] })
@Trigger({
  name: 'stock_movement_append_only',
  timing: 'before',
  events: ['update', 'delete'],
  forEach: 'statement',
  body: "raise exception 'stock movements are only added' using errcode = 'restrict_violation'",
})
export class StockMovement {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => Stock, { fieldName: 'product_id', index: false, deleteRule: 'restrict', updateRule: 'restrict' })
  stock!: Stock;

  @Property({ type: 'integer' })
  @Check({ expression: `delta <> 0 and abs(delta) <= ${MAX_DELTA}` })
  delta!: number;

  @Property({ type: 'string', length: MAX_REASON_LENGTH })
  @Check({ expression: "btrim(reason) <> ''" })
  reason!: string;

  /** Who booked it: the id of a user or client, or a service's name. */
  @Property({ type: 'string', length: 100 })
  actorId!: string;

  @Property({ type: 'datetime', length: 3 })
  at!: Date;

  /** Books a movement: changes the stock and says why. */
  static book(stock: Stock, { delta, reason, actorId }: MovementDetails, now: Date): StockMovement {
    if (delta === 0) {
      throw new BadUserInputError('input.delta must not be 0.', { details: { field: 'input.delta' } });
    }
    stock.move(delta);
    return StockMovement.of(stock, { delta, reason: reason.trim(), actorId }, now);
  }

  /** The line for a movement that has changed the stock already. */
  static of(stock: Stock, details: MovementDetails, now: Date): StockMovement {
    return Object.assign(new StockMovement(), details, { stock, at: now });
  }
}
