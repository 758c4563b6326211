import { ConflictError, StrataError } from '@strata/basis-core';

/** Only who received a product knows what to say of it. */
export class NotReceivedError extends StrataError {
  constructor(productId: string) {
    super('NOT_RECEIVED', 'You can review a product once you have received it.', 403, { details: { productId } });
  }
}

/** A `CONFLICT`: everyone has one review of a product. `details.reviewId` is the one that there is. */
export class AlreadyReviewedError extends ConflictError {
  constructor(reviewId: string) {
    super('You have reviewed this product already.', { details: { reason: 'ALREADY_REVIEWED', reviewId } });
  }
}
