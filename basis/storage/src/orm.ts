import type { EntityClass } from '@mikro-orm/core';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { type Logger, StrataError } from '@strata/basis-core';
import { FramedClient } from './framed-client.ts';
import { type MigrationList, migrationOptions } from './migrations.ts';

/** A connection that is not there after this long will not come: the pool is exhausted or the server is gone. */
const CONNECTION_TIMEOUT_MS = 5_000;
/** No statement of a request runs longer; PostgreSQL ends it. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** What a process that is stopped, or cut off, in a transaction has locked is free again after this. */
const IDLE_IN_TRANSACTION_MS = 120_000;
const IDLE_CONNECTION_MS = 10_000;
/** Connections that a service opens at most, unless it is told otherwise: small, for there are many services. */
export const DEFAULT_POOL_MAX = 4;
/** Schemas that the platform keeps beside the service's own tables; migrations of entities do not see them. */
const PLATFORM_SCHEMAS = ['strata', 'outbox', 'inbox'];

/** One service's database, and what is kept in it. */
export interface OrmOptions {
  /** The service's name: MikroORM's `contextName`, so that services of one process never share an EntityManager. */
  service: string;
  url: string;
  entities: readonly EntityClass<object>[];
  migrations: MigrationList;
  /** The folder of the migrations and their snapshot: only needed to make new ones. */
  migrationsFolder?: string | undefined;
  /** Connections at most. Default `DEFAULT_POOL_MAX`. */
  poolMax?: number | undefined;
  logger: Logger;
}

/**
 * The service's MikroORM, connected lazily. Batched updates are off, for they skip the version check of `@Version`;
 * each statement is logged at `debug`.
 *
 * @example const orm = await createOrm({ service: 'catalog', url, entities: [Product], migrations, logger });
 */
export async function createOrm(options: OrmOptions): Promise<MikroORM> {
  return MikroORM.init(ormConfiguration(options));
}

/** The configuration that every service of the system shares. */
export function ormConfiguration(options: OrmOptions): Options {
  const { service, url, entities, migrations, migrationsFolder, poolMax = DEFAULT_POOL_MAX, logger } = options;
  return {
    ...migrationOptions(migrations, migrationsFolder),
    clientUrl: url,
    contextName: service,
    entities: [...entities],
    useBatchUpdates: false,
    forceUtcTimezone: true,
    allowGlobalContext: false,
    ignoreUndefinedInQuery: false,
    metadataCache: { enabled: false },
    pool: { min: 0, max: poolMax, idleTimeoutMillis: IDLE_CONNECTION_MS },
    driverOptions: {
      Client: FramedClient,
      application_name: `strata ${service}`,
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
    debug: logger.isLevelEnabled('debug') ? ['query'] : false,
    logger: (message) => logger.debug({ sql: true }, message),
    colors: false,
    schemaGenerator: { ignoreSchema: [...PLATFORM_SCHEMAS] },
    findOneOrFailHandler: (entity) => new StrataError('NOT_FOUND', `No such ${entity}.`, 404),
  };
}
