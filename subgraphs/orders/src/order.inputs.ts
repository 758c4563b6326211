import { Limits } from '@strata/basis-graph';
import { Field, ID, InputType, Int } from 'type-graphql';
import { MAX_LINES, MAX_QUANTITY } from './order-limits.ts';

@InputType()
export class OrderLineInput {
  @Field(() => ID)
  productId!: string;

  @Limits({ min: 1, max: MAX_QUANTITY })
  @Field(() => Int, { description: `From 1 to ${MAX_QUANTITY}.` })
  quantity!: number;
}

@InputType()
export class PlaceOrderInput {
  @Limits({ minItems: 1, maxItems: MAX_LINES })
  @Field(() => [OrderLineInput], {
    description: `From 1 to ${MAX_LINES} lines. Lines of one product become one, at the place of the first.`,
  })
  lines!: OrderLineInput[];
}

@InputType()
export class CancelOrderInput {
  @Field(() => ID)
  orderId!: string;
}

@InputType()
export class ShipOrderInput {
  @Field(() => ID)
  orderId!: string;
}

@InputType()
export class DeliverOrderInput {
  @Field(() => ID)
  orderId!: string;
}
