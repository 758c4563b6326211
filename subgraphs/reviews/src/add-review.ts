import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { ForbiddenError, type Viewer } from '@strata/basis-core';
import { can } from '@strata/basis-graph';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { hasReceived } from './has-received.ts';
import { ProductRating } from './product-rating.projection.ts';
import { Review, type ReviewDetails } from './review.entity.ts';
import { AlreadyReviewedError, NotReceivedError } from './review.errors.ts';

/** Adds a review of what its author received, and counts it. */
export const addReview = command(async ({ em, viewer, now }, details: ReviewDetails) => {
  const review = Review.of(details, now);
  if (!can(viewer, 'reviews:write', review)) throw new ForbiddenError();
  if (!(await hasReceived(em, review.authorId, review.productId))) throw new NotReceivedError(review.productId);
  const rating = await lockedRating(em, review.productId);
  const { productId, authorId } = review;
  const known = await em.findOne(Review, { productId, authorId }, { fields: ['id'] });
  if (known !== null) throw new AlreadyReviewedError(known.id);
  em.persist(review);
  rating.count(review);
  await em.flush();
  return { review };
});

/** In whose name a viewer writes a review. */
export function authorOf({ kind, id }: Viewer): string {
  if (kind !== 'user' || id === null) throw new ForbiddenError('Only a person can write a review.');
  return id;
}

/** The product's count, under a lock: reviews of one product are added one after the other. The first one makes it. */
async function lockedRating(em: SqlEntityManager, productId: string): Promise<ProductRating> {
  const [known] = await loadLocked(em, ProductRating, [productId]);
  if (known !== undefined) return known;
  const insert = em.createQueryBuilder(ProductRating).insert({ id: productId, reviewCount: 0, ratingSum: 0 }); // raw access: two first reviews at once make one row
  await insert.onConflict('id').ignore().execute('run');
  const [made] = await loadLocked(em, ProductRating, [productId]);
  if (made === undefined) throw new Error('A row that was made in this transaction is not there.');
  return made;
}
