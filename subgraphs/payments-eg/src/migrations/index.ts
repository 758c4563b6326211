import type { MigrationList } from '@strata/basis-storage';
import { Migration20261123091749_initial } from './Migration20261123091749_initial.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261123091749_initial', class: Migration20261123091749_initial },
];
