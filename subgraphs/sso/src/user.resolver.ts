import { Public } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Ctx, Query, Resolver } from 'type-graphql';
import { User } from './user.entity.ts';

@Resolver(() => User)
export class UserResolver {
  @Public()
  @Query(() => User, { nullable: true, description: 'The person who is signed in; null for a visitor or a machine.' })
  async me(@Ctx() { em, viewer }: Context): Promise<User | null> {
    return viewer.kind === 'user' && viewer.id !== null ? em.findOne(User, viewer.id) : null;
  }
}
