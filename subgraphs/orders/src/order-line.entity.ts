import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Money, Public } from '@strata/basis-graph';
import { Field, Int, ObjectType } from 'type-graphql';
import { Order } from './order.entity.ts';
import { MAX_LINES, MAX_QUANTITY } from './order-limits.ts';

/** So many pieces of one product, at the price and under the name that it had when it was ordered. Never changes. */
@Entity()
@Unique({ properties: ['order', 'position'] })
@Unique({ properties: ['order', 'productId'] })
@Index({ properties: ['productId', 'order'] })
@ObjectType({ description: 'So many pieces of one product, at the price that it had when it was ordered.' })
@Public()
export class OrderLine {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => Order)
  order!: Order;

  /** From 0, in the order in which the customer listed the products. */
  @Property({ type: 'smallint' })
  @Check({ expression: `position >= 0 and position <= ${MAX_LINES - 1}` })
  position!: number;

  /** catalog's; no foreign key, for it is another service's row. */
  @Property({ type: 'uuid' })
  productId!: string;

  @Property({ type: 'string', length: 200 })
  @Check({ expression: "product_name <> ''" })
  @Field(() => String, { description: 'The product’s name when it was ordered.' })
  productName!: string;

  @Property({ type: 'integer' })
  @Check({ expression: `quantity >= 1 and quantity <= ${MAX_QUANTITY}` })
  @Field(() => Int)
  quantity!: number;

  /** In minor units: cents. */
  @Property({ type: 'bigint' })
  @Check({ expression: 'unit_price_minor >= 0' })
  unitPriceMinor!: bigint;

  @Property({ type: 'character', length: 3 })
  @Check({ expression: "currency ~ '^[A-Z]{3}$'" })
  currency!: string;

  @Field(() => Money, { description: 'The price of one piece when it was ordered.' })
  get unitPrice(): Money {
    return Money.of(this.unitPriceMinor, this.currency);
  }

  get price(): Money {
    return this.unitPrice.times(this.quantity);
  }
}
