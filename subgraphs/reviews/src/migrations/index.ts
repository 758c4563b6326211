import type { MigrationList } from '@strata/basis-storage';
import { Migration20261122235452_initial } from './Migration20261122235452_initial.ts';
import { Migration20261123023608_Replicas } from './Migration20261123023608_Replicas.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261122235452_initial', class: Migration20261122235452_initial },
  { name: 'Migration20261123023608_Replicas', class: Migration20261123023608_Replicas },
];
