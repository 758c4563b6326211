import { Allow } from '@strata/basis-graph';
import { type Context, loadReplica } from '@strata/basis-subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { addReview, authorOf } from './add-review.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { Review } from './review.entity.ts';
import { AddReviewInput } from './review.inputs.ts';
import { AddReviewPayload } from './review.payloads.ts';
import { UserReplica } from './user.replica.ts';

@Resolver(() => Review)
export class ReviewResolver {
  @FieldResolver(() => UserReplica, { nullable: true })
  author(
    @Root() { authorId }: Review,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UserReplica | null> {
    return loadReplica(UserReplica, authorId, context, info);
  }

  @FieldResolver(() => ProductReplica, { nullable: true })
  product(
    @Root() { productId }: Review,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductReplica | null> {
    return loadReplica(ProductReplica, productId, context, info, visibleProducts);
  }

  @Allow('reviews:write')
  @Mutation(() => AddReviewPayload, {
    description: 'Once for each product. NOT_RECEIVED for a product that was not delivered to the viewer.',
  })
  async addReview(
    @Arg('input', () => AddReviewInput) input: AddReviewInput,
    @Ctx() { run, viewer }: Context,
  ): Promise<AddReviewPayload> {
    return run(addReview, { ...input, authorId: authorOf(viewer) });
  }
}
