import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Review } from './review.entity.ts';

@ObjectType()
@Public()
export class AddReviewPayload {
  @Field(() => Review)
  review!: Review;
}
