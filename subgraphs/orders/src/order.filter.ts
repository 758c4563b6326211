import type { FilterQuery } from '@mikro-orm/core';
import { DateTime } from '@strata/basis-graph';
import { Field, ID, InputType } from 'type-graphql';
import type { Order } from './order.entity.ts';
import { OrderStatus } from './order.process.ts';

@InputType({ description: 'Which orders are listed: those for which all that is given holds.' })
export class OrderFilter {
  @Field(() => OrderStatus, { nullable: true })
  status?: OrderStatus | null;

  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'With a line of this product.' })
  productId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'At this moment or later.' })
  placedAfter?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' })
  placedBefore?: Date | null;
}

/** The orders that a filter asks for; null asks for nothing in particular, as leaving it out does. */
export function ordersWhere(filter: OrderFilter | null | undefined): FilterQuery<Order> {
  const { status, customerId, productId, placedAfter, placedBefore } = filter ?? {};
  const asked: FilterQuery<Order>[] = [];
  if (status != null) asked.push({ status });
  if (customerId != null) asked.push({ customerId });
  if (productId != null) asked.push({ lines: { $some: { productId } } });
  if (placedAfter != null) asked.push({ placedAt: { $gte: placedAfter } });
  if (placedBefore != null) asked.push({ placedAt: { $lt: placedBefore } });
  return asked.length === 0 ? {} : { $and: asked };
}
