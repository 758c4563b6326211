import type { MigrationList } from '@strata/basis-storage';
import { Migration20261123090815_first } from './Migration20261123090815_first.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261123090815_first', class: Migration20261123090815_first },
];
