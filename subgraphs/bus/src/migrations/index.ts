import type { MigrationList } from '@strata/basis-storage';
import { Migration20261123094054_first } from './Migration20261123094054_first.ts';
import { Migration20261123154957_retries } from './Migration20261123154957_retries.ts';

/** Every migration of this service, oldest first. `strata migrate create` adds to it. */
export const migrations: MigrationList = [
  { name: 'Migration20261123094054_first', class: Migration20261123094054_first },
  { name: 'Migration20261123154957_retries', class: Migration20261123154957_retries },
];
