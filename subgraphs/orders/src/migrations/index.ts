import type { MigrationList } from '@strata/basis-storage';
import { Migration20261122234650_Orders } from './Migration20261122234650_Orders.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261122234650_Orders', class: Migration20261122234650_Orders },
];
