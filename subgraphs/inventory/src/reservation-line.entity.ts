import { Check, Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Reservation } from './reservation.entity.ts';

/** So many pieces of one product that are kept back for an order. Never changes. */
@Entity()
@Unique({ properties: ['reservation', 'productId'] })
export class ReservationLine {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => Reservation, { fieldName: 'order_id', index: false })
  reservation!: Reservation;

  @Property({ type: 'uuid' })
  productId!: string;

  @Property({ type: 'integer' })
  @Check({ expression: 'quantity >= 1' })
  quantity!: number;
}
