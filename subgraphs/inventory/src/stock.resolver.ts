import { Allow } from '@strata/basis-graph';
import { type Context, loadReplica } from '@strata/basis-subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { adjustStock } from './adjust-stock.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { Stock } from './stock.entity.ts';
import { AdjustStockInput } from './stock.inputs.ts';
import { AdjustStockPayload } from './stock.payloads.ts';

@Resolver(() => Stock)
export class StockResolver {
  @Allow('stock:adjust')
  @Mutation(() => AdjustStockPayload, {
    description: 'Books pieces in or out. OUT_OF_STOCK when there are fewer than are taken.',
  })
  adjustStock(@Arg('input', () => AdjustStockInput) input: AdjustStockInput, @Ctx() { run }: Context) {
    return run(adjustStock, input);
  }
}

@Resolver(() => AdjustStockPayload)
export class AdjustStockPayloadResolver {
  @FieldResolver(() => ProductReplica, { nullable: true })
  product(
    @Root() { stock }: AdjustStockPayload,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductReplica | null> {
    return loadReplica(ProductReplica, stock.id, context, info, visibleProducts);
  }
}
