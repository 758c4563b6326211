import { Money, Public } from '@strata/basis-graph';
import type { Context } from '@strata/basis-subgraph';
import { createClient } from '@strata/sdk-catalog';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** catalog's product, known here by id. */
@ObjectType('Product')
@Directive('@key(fields: "id")')
@Public()
export class Product {
  @Field(() => ID)
  id!: string;

  static of(id: string): Product {
    return Object.assign(new Product(), { id });
  }
}

/** genql may also batch operations, and does not unless told to. */
type Operation = Parameters<ReturnType<Context['service']>>[0];

/** What an order needs to know of a product to sell it. */
export interface OfferedProduct {
  id: string;
  name: string;
  price: Money;
  isForSale: boolean;
}

/**
 * The products of these ids, by id; one that there is not is left out. One call to catalog, which must not happen in
 * a transaction: a slow catalog would hold its locks and its connection.
 *
 * @throws SubgraphUnavailableError when catalog does not answer
 */
export async function loadProducts(
  service: Context['service'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, OfferedProduct>> {
  const catalog = createClient({
    fetcher: (operation) => service('catalog')(operation as Operation) as Promise<object>,
  });
  const representations = [...new Set(ids)].map((id) => ({ __typename: 'Product', id }));
  const { _entities: found } = await catalog.query({
    _entities: {
      __args: { representations },
      on_Product: { id: true, name: true, status: true, price: { amount: true, currency: true } },
    },
  });
  const products = found.flatMap((product) => (product !== null && 'status' in product ? [product] : []));
  return new Map(
    products.map(({ id, name, status, price }) => [
      id,
      { id, name, price: Money.parse(price.amount, price.currency), isForSale: status === 'ACTIVE' },
    ]),
  );
}
