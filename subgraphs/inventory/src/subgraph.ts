import { reference } from '@strata/basis-graph';
import { defineSubgraph } from '@strata/basis-subgraph';
import { permissions } from './inventory.permissions.ts';
import { migrations } from './migrations/index.ts';
import { Product } from './product.replica.ts';
import { ProductResolver } from './product.resolver.ts';
import { seed } from './seed/seed.ts';
import { Stock } from './stock.entity.ts';
import { StockResolver } from './stock.resolver.ts';
import { StockMovement } from './stock-movement.entity.ts';

/** Stock, and the ledger of its movements. */
export const inventory = defineSubgraph({
  name: 'inventory',
  entities: [Stock, StockMovement],
  resolvers: [StockResolver, ProductResolver],
  references: [reference(Product, { key: 'id', owner: 'catalog' })],
  permissions,
  migrations,
  seed,
});
