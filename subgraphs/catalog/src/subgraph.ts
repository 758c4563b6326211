import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-catalog';
import { permissions } from './catalog.permissions.ts';
import { Category } from './category.entity.ts';
import { CategoryResolver } from './category.resolver.ts';
import { migrations } from './migrations/index.ts';
import { Product } from './product.entity.ts';
import { ProductResolver } from './product.resolver.ts';
import { seed } from './seed/seed.ts';

/** What the shop sells: products, categories, prices. */
export const catalog = defineSubgraph({
  name: 'catalog',
  entities: [Category, Product],
  resolvers: [CategoryResolver, ProductResolver],
  references: [
    reference(Product, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Product, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'products:read', Product)] }),
    }),
    reference(Category, {
      key: 'id',
      load: (ids, { em }: Context) => em.find(Category, { id: { $in: [...ids] } }),
    }),
  ],
  publishes: [published(Product, contract.Product, { price: { minor: 'priceMinor', currency: 'currency' } })],
  permissions,
  migrations,
  seed,
});
