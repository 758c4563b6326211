import { Allow, loader, rows } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ProductReplica } from './product.replica.ts';
import { Stock } from './stock.entity.ts';

@Resolver(() => ProductReplica)
export class ProductResolver {
  @Allow('stock:read')
  @FieldResolver(() => Stock, { nullable: true, description: 'Null for a product that never was in stock.' })
  stock(@Root() { id }: ProductReplica, @Ctx() context: Context): Promise<Stock | null> {
    return loader(context, 'Product.stock', (ids: readonly string[]) => loadStock(context, ids)).load(id);
  }
}

/** One statement for all products of a request. */
async function loadStock({ em, viewer }: Context, ids: readonly string[]): Promise<(Stock | null)[]> {
  const found = await em.find(Stock, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'stock:read', Stock)] });
  const byId = new Map(found.map((stock) => [stock.id, stock]));
  return ids.map((id) => byId.get(id) ?? null);
}
