import { Collection } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, OneToMany, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, DateTime, Money, Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { OrderNotOpenError } from './order.errors.ts';
import {
  type OrderStage,
  OrderStatus,
  type OrderStep,
  type OrderTask,
  type OrderTransition,
  orderProcess,
  REJECTIONS,
} from './order.process.ts';
import { OrderLine } from './order-line.entity.ts';

/** What an order is made of; one line for each product. */
export interface NewOrder {
  number: string;
  customerId: string;
  lines: readonly { productId: string; productName: string; unitPrice: Money; quantity: number }[];
}

/** Why the shop could not carry an order out. */
@ObjectType({ description: 'Why the shop could not carry an order out.' })
@Public()
export class OrderRejection {
  @Field(() => String, { description: 'Stable, such as OUT_OF_STOCK.' })
  code!: string;

  @Field(() => String)
  message!: string;
}

/** What a customer ordered, and how far it came. Never deleted: reviews and payments refer to it. */
// The table is not `order`: without quotes that is a keyword of SQL.
@Entity({ tableName: 'orders' })
@Index({ name: 'orders_of_customer', properties: ['customerId', 'placedAt', 'id'] })
@Index({ name: 'orders_by_status', properties: ['status', 'placedAt', 'id'] })
@Index({ name: 'orders_by_time', properties: ['placedAt', 'id'] })
@Check({ name: 'orders_shipped_at', expression: "(status in ('SHIPPED', 'DELIVERED')) = (shipped_at is not null)" })
@Check({ name: 'orders_delivered_at', expression: "(status = 'DELIVERED') = (delivered_at is not null)" })
@Check({ name: 'orders_cancelled_at', expression: "(status = 'CANCELLED') = (cancelled_at is not null)" })
@Check({
  name: 'orders_rejection',
  expression:
    "(status = 'REJECTED') = (rejection_code is not null) and (rejection_code is null) = (rejection_message is null)",
})
@ObjectType({ description: 'What a customer ordered, and how far it came.' })
@Directive('@key(fields: "id")')
@Allow('orders:read')
export class Order {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'string', length: 20 })
  @Unique()
  @Check({ expression: "number ~ '^S-[0-9]{4}-[0-9]{6,}$'" })
  @Field(() => String, { description: 'What people call it: `S-2026-000191`.' })
  number!: string;

  /** sso's; no foreign key, for it is another service's row. */
  @Property({ type: 'uuid' })
  customerId!: string;

  @Enum({ items: () => OrderStatus })
  @Field(() => OrderStatus)
  status: OrderStatus = OrderStatus.PLACED;

  @Property({ type: 'string', length: 40, nullable: true })
  rejectionCode: string | null = null;

  @Property({ type: 'string', length: 500, nullable: true })
  rejectionMessage: string | null = null;

  @OneToMany(
    () => OrderLine,
    (line) => line.order,
    { orderBy: { position: 'asc' } },
  )
  lines = new Collection<OrderLine>(this);

  /** In minor units: cents. The sum of the lines, which never change. */
  @Property({ type: 'bigint' })
  @Check({ expression: 'total_minor >= 0' })
  totalMinor!: bigint;

  @Property({ type: 'character', length: 3 })
  @Check({ expression: "currency ~ '^[A-Z]{3}$'" })
  currency!: string;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  placedAt!: Date;

  /** When the staff had it shipped: SHIPPED it is once the money is captured. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  shippingSince: Date | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  @Field(() => DateTime, { nullable: true })
  shippedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  @Field(() => DateTime, { nullable: true })
  deliveredAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  @Field(() => DateTime, { nullable: true })
  cancelledAt: Date | null = null;

  @Property({ type: 'integer', version: true })
  version!: number;

  @Field(() => Money)
  get total(): Money {
    return Money.of(this.totalMinor, this.currency);
  }

  @Field(() => OrderRejection, { nullable: true, description: 'Why it was REJECTED.' })
  get rejection(): OrderRejection | null {
    if (this.rejectionCode === null || this.rejectionMessage === null) return null;
    return { code: this.rejectionCode, message: this.rejectionMessage };
  }

  /**
   * A new order of at least one line.
   *
   * @throws BadUserInputError when the prices are in several currencies, or their sum is beyond all bounds
   */
  static place({ number, customerId, lines }: NewOrder, now: Date): Order {
    const order = new Order();
    order.number = number;
    order.customerId = customerId;
    order.placedAt = now;
    for (const [position, { unitPrice, ...line }] of lines.entries()) {
      const price = { unitPriceMinor: unitPrice.minor, currency: unitPrice.currency };
      order.lines.add(Object.assign(new OrderLine(), line, price, { order, position }));
    }
    const total = order.lines
      .getItems()
      .map((line) => line.price)
      .reduce((sum, price) => sum.plus(price));
    order.totalMinor = total.minor;
    order.currency = total.currency;
    return order;
  }

  /** Where its process stands. */
  get stage(): OrderStage {
    return this.status === OrderStatus.CONFIRMED && this.shippingSince !== null ? 'SHIPPING' : this.status;
  }

  /** Whether its process has such a step where it stands. */
  allows(step: string): step is OrderStep {
    return step in orderProcess.states[this.stage];
  }

  /** Takes a step of its process. @returns the tasks to ask for then. @throws OrderNotOpenError where there is none such */
  take(step: OrderStep, now: Date): readonly OrderTask[] {
    const steps: Readonly<Partial<Record<OrderStep, OrderTransition>>> = orderProcess.states[this.stage];
    const transition = steps[step];
    if (transition === undefined) throw new OrderNotOpenError(this.number, this.status, step);
    const { to, because, asks = [] } = transition;
    if (to === 'SHIPPING') this.shippingSince ??= now;
    else this.status = OrderStatus[to];
    if (to === 'SHIPPED') this.shippedAt = now;
    if (to === 'DELIVERED') this.deliveredAt = now;
    if (to === 'CANCELLED') this.cancelledAt = now;
    if (because !== undefined) {
      this.rejectionCode = because;
      this.rejectionMessage = REJECTIONS[because];
    }
    return asks;
  }
}
