import { type Environment, EnvironmentError, type Logger } from '@strata/basis-core';
import type { BullConnection } from '@strata/basis-messaging';
import {
  derivePassword,
  loadDatabaseSecret,
  provisionDatabase,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@strata/basis-storage';

/** What the services stand on. */
export interface Engines {
  /** One line for the banner. */
  readonly description: string;
  readonly adminUrl: string;
  /** The URL of a service's own database, under its own role; made if it is not there. */
  databaseUrl(service: string): Promise<string>;
  /** Where messages between services are queued: the Redis of `REDIS_URL`, else a database of its own here. */
  queue(): Promise<BullConnection>;
  stop(): Promise<void>;
}

/** Where the engines keep their data, and who is told of them. */
export interface EngineOptions {
  dataDir: string;
  environment: Environment;
  logger: Logger;
  /** How many connections the embedded server lets in. Default 200. */
  maxConnections?: number;
  /** Throws the data away first; refused for a server that is not ours. */
  reset?: boolean;
  onProgress?(message: string): void;
}

/** The database, and the role, of BullMQ's queues: no service may be called so. */
export const QUEUE = 'queue';

/** What the password of a service's database role is derived for, see `derivePassword`. */
export function servicePurpose(service: string): string {
  return `service ${service}`;
}

/**
 * Starts PostgreSQL from npm, or takes the server that `DATABASE_URL` names. Passwords of roles derive from
 * `STRATA_DATABASE_SECRET`, else from the secret that the data directory keeps.
 */
export async function startEngines(options: EngineOptions): Promise<Engines> {
  const { dataDir, environment, logger, maxConnections, reset = false, onProgress } = options;
  const external = environment.DATABASE_URL;
  if (external && reset) {
    throw new EnvironmentError(
      '--reset deletes the embedded database only. Drop the databases behind DATABASE_URL yourself.',
    );
  }
  const secret = () => environment.STRATA_DATABASE_SECRET || loadDatabaseSecret(dataDir);
  const redisUrl = environment.REDIS_URL || undefined;
  const made = (adminUrl: string, description: string, stop: () => Promise<void>) =>
    enginesOn({ adminUrl, description, stop, secret, redisUrl });
  if (external) return made(external, 'the PostgreSQL of DATABASE_URL', async () => {});
  if (reset) await removeEmbeddedPostgres(dataDir, logger);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    logger,
    maxConnections,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const description = `PostgreSQL 18, embedded, on port ${postgres.port}${postgres.adopted ? ' (it was still running)' : ''}`;
  return made(postgres.adminUrl, description, () => postgres.stop());
}

interface EngineParts extends Pick<Engines, 'adminUrl' | 'description' | 'stop'> {
  secret: () => string;
  redisUrl: string | undefined;
}

function enginesOn({ adminUrl, description, stop, secret, redisUrl }: EngineParts): Engines {
  async function databaseUrl(service: string): Promise<string> {
    const password = derivePassword(secret(), servicePurpose(service));
    const { url } = await provisionDatabase({ adminUrl }, { service, password });
    return url;
  }
  return {
    description: `${description}; BullMQ on ${redisUrl === undefined ? 'it' : 'the Redis of REDIS_URL'}`,
    adminUrl,
    stop,
    databaseUrl,
    queue: async () => (redisUrl === undefined ? { postgresUrl: await databaseUrl(QUEUE) } : { redisUrl }),
  };
}
