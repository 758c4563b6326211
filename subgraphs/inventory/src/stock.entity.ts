import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ConflictError } from '@strata/basis-core';
import { Allow } from '@strata/basis-graph';
import { Field, Int, ObjectType } from 'type-graphql';
import { OutOfStockError } from './out-of-stock-error.ts';

/** Pieces of one product that a warehouse holds at most; far below what the column could. */
const MAX_PIECES = 1_000_000_000;

/** What there is of a product, in pieces. Its id is the product's. */
@Entity()
@Check({ name: 'stock_available_check', expression: `available >= 0 and available <= ${MAX_PIECES}` })
@Check({ name: 'stock_reserved_check', expression: `reserved >= 0 and reserved <= ${MAX_PIECES}` })
@Check({ name: 'stock_reorder_check', expression: 'reorder_point >= 0 and reorder_quantity >= 0' })
@ObjectType('StockLevel', { description: 'How much there is of a product, in pieces.' })
@Allow('stock:read')
export class Stock {
  /** The product's id. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Pieces that can be sold.' })
  available: number = 0;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Pieces that are kept back for orders.' })
  reserved: number = 0;

  /** When `available` falls to this, the supplier is asked for `reorderQuantity` more; 0 for what is not ordered. */
  @Property({ type: 'integer' })
  reorderPoint: number = 0;

  @Property({ type: 'integer' })
  reorderQuantity: number = 0;

  @Property({ type: 'integer', version: true })
  version!: number;

  /**
   * Books pieces in, or with a negative delta out. Only a movement does this: what moved is in the ledger.
   *
   * @throws OutOfStockError when there are fewer than are taken; ConflictError when there is no room for more
   */
  move(delta: number): void {
    const available = this.available + delta;
    if (available < 0) throw new OutOfStockError(this.id, this.available);
    if (available > MAX_PIECES) {
      throw new ConflictError(`There is no room for more than ${MAX_PIECES} pieces of a product.`);
    }
    this.available = available;
  }

  /** Keeps pieces back for an order. There must be as many. */
  hold(quantity: number): void {
    this.available -= quantity;
    this.reserved += quantity;
  }

  /** Pieces that were kept back can be sold again. */
  letGo(quantity: number): void {
    this.hold(-quantity);
  }

  /** Pieces that were kept back leave. Only a movement says why. */
  take(quantity: number): void {
    this.reserved -= quantity;
  }
}
