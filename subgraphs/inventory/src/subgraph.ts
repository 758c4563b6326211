import { published } from '@strata/basis-messaging';
import { defineSubgraph, replicaReference } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-inventory';
import { reservationsExpire } from './expire-reservations.ts';
import { permissions } from './inventory.permissions.ts';
import { migrations } from './migrations/index.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { ProductResolver } from './product.resolver.ts';
import { Reservation } from './reservation.entity.ts';
import { reservationTasks } from './reservation.tasks.ts';
import { ReservationLine } from './reservation-line.entity.ts';
import { seed } from './seed/seed.ts';
import { Stock } from './stock.entity.ts';
import { AdjustStockPayloadResolver, StockResolver } from './stock.resolver.ts';
import { StockMovement } from './stock-movement.entity.ts';

/** Stock, the ledger of its movements, and what of it is reserved for orders. */
export const inventory = defineSubgraph({
  name: 'inventory',
  entities: [Stock, StockMovement, Reservation, ReservationLine, ProductReplica],
  resolvers: [StockResolver, AdjustStockPayloadResolver, ProductResolver],
  references: [replicaReference(ProductReplica, visibleProducts)],
  publishes: [
    published(Stock, contract.Stock),
    published(Reservation, contract.Reservation),
    contract.ReservationExpired,
  ],
  handles: [...reservationTasks, ...reservationsExpire],
  permissions,
  migrations,
  seed,
});
