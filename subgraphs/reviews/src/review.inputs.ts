import { Limits } from '@strata/basis-graph';
import { Field, ID, InputType, Int } from 'type-graphql';
import { MAX_BODY_LENGTH, MAX_RATING, MIN_RATING } from './review.entity.ts';

@InputType()
export class AddReviewInput {
  @Field(() => ID)
  productId!: string;

  @Limits({ min: MIN_RATING, max: MAX_RATING })
  @Field(() => Int, { description: `Stars, from ${MIN_RATING} to ${MAX_RATING}.` })
  rating!: number;

  @Limits({ minLength: 1, maxLength: MAX_BODY_LENGTH })
  @Field(() => String, { description: `Up to ${MAX_BODY_LENGTH} characters of plain text.` })
  body!: string;
}
