import type { MigrationList } from '@strata/basis-storage';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [];
