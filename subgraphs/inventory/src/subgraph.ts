import { defineSubgraph, replicaReference } from '@strata/basis-subgraph';
import { permissions } from './inventory.permissions.ts';
import { migrations } from './migrations/index.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { ProductResolver } from './product.resolver.ts';
import { seed } from './seed/seed.ts';
import { Stock } from './stock.entity.ts';
import { AdjustStockPayloadResolver, StockResolver } from './stock.resolver.ts';
import { StockMovement } from './stock-movement.entity.ts';

/** Stock, and the ledger of its movements. */
export const inventory = defineSubgraph({
  name: 'inventory',
  entities: [Stock, StockMovement, ProductReplica],
  resolvers: [StockResolver, AdjustStockPayloadResolver, ProductResolver],
  references: [replicaReference(ProductReplica, visibleProducts)],
  permissions,
  migrations,
  seed,
});
