import { Public } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Ctx, Query, Resolver } from 'type-graphql';
import { Category } from './category.entity.ts';

@Resolver(() => Category)
export class CategoryResolver {
  @Public()
  @Query(() => [Category], { description: 'The shelves of the shop, by name.' })
  categories(@Ctx() { em }: Context): Promise<Category[]> {
    return em.find(Category, {}, { orderBy: { name: 'asc' } });
  }
}
