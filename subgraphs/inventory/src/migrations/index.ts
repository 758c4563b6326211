import type { MigrationList } from '@strata/basis-storage';
import { Migration20261122234910_initial } from './Migration20261122234910_initial.ts';
import { Migration20261123023623_Replicas } from './Migration20261123023623_Replicas.ts';
import { Migration20261123084502_reservations } from './Migration20261123084502_reservations.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261122234910_initial', class: Migration20261122234910_initial },
  { name: 'Migration20261123023623_Replicas', class: Migration20261123023623_Replicas },
  { name: 'Migration20261123084502_reservations', class: Migration20261123084502_reservations },
];
