import { type Context, loadReplica } from '@strata/basis-subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { OrderLine } from './order-line.entity.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';

@Resolver(() => OrderLine)
export class OrderLineResolver {
  @FieldResolver(() => ProductReplica, {
    nullable: true,
    description: 'As it is today; null when it cannot be seen any more.',
  })
  product(
    @Root() { productId }: OrderLine,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductReplica | null> {
    return loadReplica(ProductReplica, productId, context, info, visibleProducts);
  }
}
