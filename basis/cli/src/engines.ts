import { type Environment, EnvironmentError, type Logger } from '@strata/basis-core';
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
  stop(): Promise<void>;
}

/** Where the engines keep their data, and who is told of them. */
export interface EngineOptions {
  dataDir: string;
  environment: Environment;
  logger: Logger;
  /** Throws the data away first; refused for a server that is not ours. */
  reset?: boolean;
  onProgress?(message: string): void;
}

/** What the password of a service's database role is derived for, see `derivePassword`. */
export function servicePurpose(service: string): string {
  return `service ${service}`;
}

/**
 * Starts PostgreSQL from npm, or takes the server that `DATABASE_URL` names. Passwords of roles derive from
 * `STRATA_DATABASE_SECRET`, else from the secret that the data directory keeps.
 */
export async function startEngines(options: EngineOptions): Promise<Engines> {
  const { dataDir, environment, logger, reset = false, onProgress } = options;
  const external = environment.DATABASE_URL;
  if (external && reset) {
    throw new EnvironmentError(
      '--reset deletes the embedded database only. Drop the databases behind DATABASE_URL yourself.',
    );
  }
  const secret = () => environment.STRATA_DATABASE_SECRET || loadDatabaseSecret(dataDir);
  if (external) return enginesOn(external, 'the PostgreSQL of DATABASE_URL', secret, async () => {});
  if (reset) await removeEmbeddedPostgres(dataDir, logger);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    logger,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const description = `PostgreSQL 18, embedded, on port ${postgres.port}${postgres.adopted ? ' (it was still running)' : ''}`;
  return enginesOn(postgres.adminUrl, description, secret, () => postgres.stop());
}

function enginesOn(adminUrl: string, description: string, secret: () => string, stop: () => Promise<void>): Engines {
  return {
    description,
    adminUrl,
    stop,
    async databaseUrl(service) {
      const password = derivePassword(secret(), servicePurpose(service));
      const { url } = await provisionDatabase({ adminUrl }, { service, password });
      return url;
    },
  };
}
