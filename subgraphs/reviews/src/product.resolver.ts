import { loader, type Page, PageArgs, Public } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Args, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { ProductReplica } from './product.replica.ts';
import { ProductRating } from './product-rating.projection.ts';
import type { Review } from './review.entity.ts';
import { ReviewConnection } from './review-connection.ts';
import { reviewsOf } from './reviews-of.ts';

@Resolver(() => ProductReplica)
export class ProductResolver {
  @Public()
  @FieldResolver(() => Float, { nullable: true, description: 'Stars on average, from 1 to 5; null without a review.' })
  async rating(@Root() { id }: ProductReplica, @Ctx() context: Context): Promise<number | null> {
    return (await ratingOf(context, id))?.rating ?? null;
  }

  @Public()
  @FieldResolver(() => Int, { nullable: true })
  async reviewCount(@Root() { id }: ProductReplica, @Ctx() context: Context): Promise<number> {
    return (await ratingOf(context, id))?.reviewCount ?? 0;
  }

  @Public()
  @FieldResolver(() => ReviewConnection, { nullable: true, description: 'Newest first.' })
  reviews(
    @Root() { id }: ProductReplica,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Page<Review>> {
    return reviewsOf('productId', id, page, context);
  }
}

/** One statement for all products of a request. */
function ratingOf(context: Context, productId: string): Promise<ProductRating | null> {
  const load = async (ids: readonly string[]) => {
    const found = await context.em.find(ProductRating, { id: { $in: [...ids] } });
    const byId = new Map(found.map((rating) => [rating.id, rating]));
    return ids.map((id) => byId.get(id) ?? null);
  };
  return loader<string, ProductRating | null>(context, 'Product.rating', load).load(productId);
}
