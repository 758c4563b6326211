import { Allow } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { addReview, authorOf } from './add-review.ts';
import { Product } from './product.replica.ts';
import { hasReceived } from './receipt.replica.ts';
import { Review } from './review.entity.ts';
import { AddReviewInput } from './review.inputs.ts';
import { AddReviewPayload } from './review.payloads.ts';
import { User } from './user.replica.ts';

@Resolver(() => Review)
export class ReviewResolver {
  @FieldResolver(() => User, { nullable: true })
  author(@Root() { authorId }: Review): User {
    return User.of(authorId);
  }

  @FieldResolver(() => Product, { nullable: true })
  product(@Root() { productId }: Review): Product {
    return Product.of(productId);
  }

  @Allow('reviews:write')
  @Mutation(() => AddReviewPayload, {
    description: 'Once for each product. NOT_RECEIVED for a product that was not delivered to the viewer.',
  })
  async addReview(
    @Arg('input', () => AddReviewInput) input: AddReviewInput,
    @Ctx() { run, service, viewer }: Context,
  ): Promise<AddReviewPayload> {
    const authorId = authorOf(viewer);
    const received = await hasReceived(service, authorId, input.productId);
    return run(addReview, { ...input, authorId, received });
  }
}
