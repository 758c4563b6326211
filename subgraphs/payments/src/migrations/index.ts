import type { MigrationList } from '@strata/basis-storage';
import { Migration20261123090301_initial } from './Migration20261123090301_initial.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261123090301_initial', class: Migration20261123090301_initial },
];
