import { reference, rows } from '@strata/basis-graph';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
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
  permissions,
  migrations,
  seed,
});
