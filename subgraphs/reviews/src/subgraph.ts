import { reference } from '@strata/basis-graph';
import { defineSubgraph } from '@strata/basis-subgraph';
import { migrations } from './migrations/index.ts';
import { Product } from './product.replica.ts';
import { ProductResolver } from './product.resolver.ts';
import { ProductRating } from './product-rating.projection.ts';
import { Review } from './review.entity.ts';
import { ReviewResolver } from './review.resolver.ts';
import { permissions } from './reviews.permissions.ts';
import { seed } from './seed/seed.ts';
import { User } from './user.replica.ts';
import { UserResolver } from './user.resolver.ts';

/** What customers say of what they received. */
export const reviews = defineSubgraph({
  name: 'reviews',
  entities: [Review, ProductRating],
  resolvers: [ReviewResolver, ProductResolver, UserResolver],
  references: [reference(Product, { key: 'id', owner: 'catalog' }), reference(User, { key: 'id', owner: 'sso' })],
  permissions,
  migrations,
  seed,
  calls: { orders: ['orders:read'] },
});
