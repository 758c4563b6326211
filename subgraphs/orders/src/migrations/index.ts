import type { MigrationList } from '@strata/basis-storage';
import { Migration20261122234650_Orders } from './Migration20261122234650_Orders.ts';
import { Migration20261123023558_Replicas } from './Migration20261123023558_Replicas.ts';
import { Migration20261123084506_shipping_since } from './Migration20261123084506_shipping_since.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261122234650_Orders', class: Migration20261122234650_Orders },
  { name: 'Migration20261123023558_Replicas', class: Migration20261123023558_Replicas },
  { name: 'Migration20261123084506_shipping_since', class: Migration20261123084506_shipping_since },
];
