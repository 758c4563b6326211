import { published } from '@strata/basis-messaging';
import { defineSubgraph, replicaReference } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-reviews';
import { migrations } from './migrations/index.ts';
import { OrderReplica } from './order.replica.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { ProductResolver } from './product.resolver.ts';
import { ProductRating } from './product-rating.projection.ts';
import { Review } from './review.entity.ts';
import { ReviewResolver } from './review.resolver.ts';
import { permissions } from './reviews.permissions.ts';
import { seed } from './seed/seed.ts';
import { UserReplica } from './user.replica.ts';
import { UserResolver } from './user.resolver.ts';

/** What customers say of what they received. */
export const reviews = defineSubgraph({
  name: 'reviews',
  entities: [Review, ProductRating, ProductReplica, UserReplica, OrderReplica],
  resolvers: [ReviewResolver, ProductResolver, UserResolver],
  references: [replicaReference(ProductReplica, visibleProducts), replicaReference(UserReplica)],
  publishes: [published(Review, contract.Review)],
  permissions,
  migrations,
  seed,
});
