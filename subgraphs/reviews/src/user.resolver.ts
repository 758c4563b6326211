import { type Page, PageArgs, Public } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Review } from './review.entity.ts';
import { ReviewConnection } from './review-connection.ts';
import { reviewsOf } from './reviews-of.ts';
import { UserReplica } from './user.replica.ts';

@Resolver(() => UserReplica)
export class UserResolver {
  @Public()
  @FieldResolver(() => ReviewConnection, { nullable: true, description: 'What they wrote, newest first.' })
  reviews(
    @Root() { id }: UserReplica,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Page<Review>> {
    return reviewsOf('authorId', id, page, context);
  }
}
