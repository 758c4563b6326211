import { published } from '@strata/basis-messaging';
import { defineSubgraph, replicaReference } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-inventory';
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
  publishes: [published(Stock, contract.Stock)],
  permissions,
  migrations,
  seed,
});
