import type { MigrationList } from '@strata/basis-storage';
import { Migration20261123091749_initial } from './Migration20261123091749_initial.ts';
import { Migration20261123150315_receipts_by_time } from './Migration20261123150315_receipts_by_time.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261123091749_initial', class: Migration20261123091749_initial },
  { name: 'Migration20261123150315_receipts_by_time', class: Migration20261123150315_receipts_by_time },
];
