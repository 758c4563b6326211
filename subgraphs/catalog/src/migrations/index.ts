import type { MigrationList } from '@strata/basis-storage';
import { Migration20261122235834 } from './Migration20261122235834.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261122235834', class: Migration20261122235834 },
];
