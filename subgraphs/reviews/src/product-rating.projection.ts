import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { MAX_RATING, MIN_RATING, type Review } from './review.entity.ts';

/**
 * The reviews of a product, counted: kept in the transaction that adds one, so that a list of products reads a row each
 * and not all of their reviews. Its id is the product's.
 */
@Entity()
@Check({
  name: 'product_rating_sum_check',
  expression: `rating_sum >= ${MIN_RATING} * review_count and rating_sum <= ${MAX_RATING} * review_count`,
})
export class ProductRating {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'integer' })
  @Check({ expression: 'review_count >= 0' })
  reviewCount: number = 0;

  /** All stars together. */
  @Property({ type: 'integer' })
  ratingSum: number = 0;

  /** Stars on average; null as long as nobody gave any. */
  get rating(): number | null {
    return this.reviewCount === 0 ? null : this.ratingSum / this.reviewCount;
  }

  count({ rating }: Review): void {
    this.reviewCount += 1;
    this.ratingSum += rating;
  }
}
