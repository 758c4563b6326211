import { Allow } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { adjustStock } from './adjust-stock.ts';
import { Product } from './product.replica.ts';
import { Stock } from './stock.entity.ts';
import { AdjustStockInput } from './stock.inputs.ts';
import { AdjustStockPayload } from './stock.payloads.ts';

@Resolver(() => Stock)
export class StockResolver {
  @Allow('stock:adjust')
  @Mutation(() => AdjustStockPayload, {
    description: 'Books pieces in or out. OUT_OF_STOCK when there are fewer than are taken.',
  })
  async adjustStock(
    @Arg('input', () => AdjustStockInput) input: AdjustStockInput,
    @Ctx() { run }: Context,
  ): Promise<AdjustStockPayload> {
    const { stock } = await run(adjustStock, input);
    return { stock, product: Product.of(stock.id) };
  }
}
