import type { Seed } from '@strata/basis-subgraph';
import { ProductRating } from '../product-rating.projection.ts';
import { Review } from '../review.entity.ts';
import { demoReviews, type SeedReview } from './reviews.ts';

/** The reviews of the demonstration shop, counted. Where there are reviews already, nothing is added. */
export const seed: Seed = async (em) => {
  if ((await em.count(Review)) > 0) return;
  await em.insertMany(Review, demoReviews.map(reviewRow));
  await em.insertMany(ProductRating, [...Map.groupBy(demoReviews, ({ productId }) => productId)].map(ratingRow));
};

function reviewRow({ id, productId, authorId, rating, body, createdAt }: SeedReview) {
  return { id, productId, authorId, rating, body, createdAt: new Date(createdAt), version: 1 };
}

function ratingRow([id, reviews]: [string, SeedReview[]]) {
  return { id, reviewCount: reviews.length, ratingSum: reviews.reduce((sum, { rating }) => sum + rating, 0) };
}
