import { loader, type OrderBy, type Page, type PageArgs, paginateByParent } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Review } from './review.entity.ts';

/** How reviews are listed wherever they are. */
const NEWEST_FIRST: readonly OrderBy[] = [{ field: 'createdAt', direction: 'desc' }];

/**
 * A page of the reviews of a product or of an author, newest first: one statement for all products, or authors, of a
 * request that ask for the same page.
 */
export function reviewsOf(
  parentField: 'productId' | 'authorId',
  parentId: string,
  page: PageArgs,
  context: Context,
): Promise<Page<Review>> {
  const readPages = (parentIds: readonly string[]) =>
    paginateByParent(context.em, Review, { ...page, parentField, parentIds, rows: {}, orderBy: NEWEST_FIRST });
  return loader(context, `reviews:${parentField}:${page.first}:${page.after}`, readPages).load(parentId);
}
