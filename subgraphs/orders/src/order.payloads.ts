import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Order } from './order.entity.ts';

@ObjectType()
@Public()
export class PlaceOrderPayload {
  @Field(() => Order)
  order!: Order;
}

@ObjectType()
@Public()
export class CancelOrderPayload {
  @Field(() => Order)
  order!: Order;
}

@ObjectType()
@Public()
export class ShipOrderPayload {
  @Field(() => Order)
  order!: Order;
}

@ObjectType()
@Public()
export class DeliverOrderPayload {
  @Field(() => Order)
  order!: Order;
}
