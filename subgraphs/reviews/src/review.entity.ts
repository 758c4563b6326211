import { Check, Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { DateTime, Public } from '@strata/basis-graph';
import { Field, ID, Int, ObjectType } from 'type-graphql';

export const MIN_RATING = 1;
export const MAX_RATING = 5;
/** Characters of a review at most. */
export const MAX_BODY_LENGTH = 5_000;

/** What somebody says of a product. */
export interface ReviewDetails {
  productId: string;
  authorId: string;
  rating: number;
  body: string;
}

/** What somebody who received a product says of it: once. */
@Entity()
@Unique({ properties: ['productId', 'authorId'] })
@Index({ name: 'review_of_product', properties: ['productId', 'createdAt', 'id'] })
@Index({ name: 'review_of_author', properties: ['authorId', 'createdAt', 'id'] })
@ObjectType({ description: 'What somebody who received a product says of it.' })
@Public()
export class Review {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'uuid' })
  productId!: string;

  @Property({ type: 'uuid' })
  authorId!: string;

  @Property({ type: 'smallint' })
  @Check({ expression: `rating >= ${MIN_RATING} and rating <= ${MAX_RATING}` })
  @Field(() => Int, { description: `Stars, from ${MIN_RATING} to ${MAX_RATING}.` })
  rating!: number;

  @Property({ type: 'string', length: MAX_BODY_LENGTH })
  @Check({ expression: "btrim(body) <> ''" })
  @Field(() => String)
  body!: string;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  createdAt!: Date;

  @Property({ type: 'integer', version: true })
  version!: number;

  /** A new review. */
  static of({ productId, authorId, rating, body }: ReviewDetails, now: Date): Review {
    const review = new Review();
    Object.assign(review, { productId: productId.toLowerCase(), authorId, rating, body: body.trim(), createdAt: now });
    return review;
  }
}
