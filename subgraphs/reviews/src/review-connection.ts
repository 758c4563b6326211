import { connectionOf } from '@strata/basis-graph';
import { Review } from './review.entity.ts';

/** A page of reviews. */
export const ReviewConnection = connectionOf(() => Review, 'Review');
