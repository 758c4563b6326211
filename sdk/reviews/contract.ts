import { entity, id, moment, text, whole } from '@strata/basis-contract';

/** A review as others may rely on it. */
export const Review = entity('reviews.Review', 1, {
  productId: id(),
  authorId: id(),
  rating: whole(),
  body: text(),
  createdAt: moment(),
});
