import type { Constructor } from '@mikro-orm/core';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import type { MikroORM, Options } from '@mikro-orm/postgresql';
import { StrataError } from '@strata/basis-core';

/** Every migration of a service, oldest first, listed by hand or by `strata migrate create`. */
export type MigrationList = readonly { name: string; class: Constructor<Migration> }[];

/** A key of PostgreSQL's advisory locks that only migrations take: two starting replicas migrate one after the other. */
const MIGRATION_LOCK = 7_283_114_001;

/** What MikroORM's migrator is told. */
export function migrationOptions(list: MigrationList, folder?: string): Options {
  return {
    extensions: [Migrator],
    migrations: {
      tableName: 'migration',
      migrationsList: list.map(({ name, class: migration }) => ({ name, class: migration })),
      ...(folder === undefined ? {} : { path: folder, pathTs: folder, emit: 'ts' as const }),
      snapshot: folder !== undefined,
      snapshotOnMigrate: false,
      snapshotName: 'snapshot',
      silent: true,
    },
  };
}

/**
 * Brings the service's database up to its newest migration; safe when several processes start at once.
 *
 * @returns the names of the migrations that were run
 * @throws StrataError `DATABASE_IS_NEWER` when the database holds migrations that this code does not know
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  const connection = orm.em.getConnection();
  if (await isUpToDate(orm)) return [];
  return connection.transactional(async (ctx) => {
    await connection.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`, [], 'run', ctx);
    // The database publishes rows by triggers: what a migration changes is published after it.
    const publishing = "select to_regprocedure('outbox.begin_migration()') is not null as there";
    const [found] = await connection.execute<{ there: boolean }[]>(publishing, [], 'all', ctx);
    if (found?.there) await connection.execute('select outbox.begin_migration()', [], 'run', ctx);
    const done = await orm.migrator.up({ transaction: ctx });
    return done.map((migration) => migration.name);
  });
}

async function isUpToDate(orm: MikroORM): Promise<boolean> {
  const known = (orm.config.get('migrations').migrationsList ?? []).map((entry) => entry.name);
  const [table] = await orm.em
    .getConnection()
    .execute<{ there: boolean }[]>("select to_regclass('migration') is not null as there");
  if (!table?.there) return false;
  const rows = await orm.em.getConnection().execute<{ name: string }[]>('select name from migration');
  const unknown = rows.map((row) => row.name).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new StrataError(
      'DATABASE_IS_NEWER',
      `The database of ${orm.config.get('contextName')} was migrated by newer code (${unknown.join(', ')}). Run that code, or restore a backup of before.`,
      500,
    );
  }
  return rows.length === known.length;
}
