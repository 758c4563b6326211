import { Limits } from '@strata/basis-graph';
import { Field, ID, InputType, Int } from 'type-graphql';
import { MAX_DELTA, MAX_REASON_LENGTH } from './stock-movement.entity.ts';

@InputType()
export class AdjustStockInput {
  @Field(() => ID)
  productId!: string;

  @Limits({ min: -MAX_DELTA, max: MAX_DELTA })
  @Field(() => Int, { description: 'Pieces that came, or with a minus went; not 0.' })
  delta!: number;

  @Limits({ minLength: 1, maxLength: MAX_REASON_LENGTH })
  @Field(() => String, { description: 'Why, for the ledger: `Delivery 4711`.' })
  reason!: string;
}
