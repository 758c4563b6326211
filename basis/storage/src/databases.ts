import { EnvironmentError } from '@strata/basis-core';
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';

const OLDEST_MAJOR_VERSION = 15;
const CONNECT_TIMEOUT_MS = 10_000;
/** What PostgreSQL allows: longer names would be cut off, and two services could meet in one database. */
const MAX_NAME_LENGTH = 63;
/** One number for all of Strata, so that two starts provision one after the other. */
const PROVISIONING_LOCK = 7_237_282;

/** A connection that may create roles and databases: a superuser, or a role with CREATEROLE and CREATEDB. */
export interface DatabaseAdmin {
  adminUrl: string;
}

/**
 * Gives a service its own database and its own login role, both of the service's name, which nobody else's role can
 * connect to. What is there already is brought into line; may run many times and at once.
 *
 * @returns the service's URL, password included
 * @throws EnvironmentError when the server cannot be reached, is too old, or refuses
 * @example const { url } = await provisionDatabase(postgres, { service: 'orders', password });
 */
export async function provisionDatabase(
  { adminUrl }: DatabaseAdmin,
  { service, password }: { service: string; password: string },
): Promise<{ url: string }> {
  if (!/^[a-z][a-z0-9_-]*$/.test(service) || service.length > MAX_NAME_LENGTH) {
    throw new EnvironmentError(`A database cannot be named ${JSON.stringify(service)}: use a-z, 0-9, - and _.`);
  }
  await asAdmin(adminUrl, async (client) => {
    // Held by the session, and so given back however this ends.
    await client.query('SELECT pg_advisory_lock($1)', [PROVISIONING_LOCK]);
    await provisionRole(client, service, password);
    await provisionOwnDatabase(client, service);
  });
  return { url: databaseUrl(adminUrl, { database: service, user: service, password }) };
}

/**
 * Copies a database, rows and all, under a new name, for `owner` alone. Nobody may be connected to the template.
 *
 * @throws EnvironmentError when the server cannot be reached or refuses
 */
export async function cloneDatabase(adminUrl: string, template: string, name: string, owner: string): Promise<void> {
  await asAdmin(adminUrl, async (client) => {
    // WAL_LOG copies through the log. The alternative, FILE_COPY, forces two checkpoints of the whole server: for a
    // database of some MB that costs more than it saves, the more so when many tests clone at once.
    await client.query(
      `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)} OWNER ${escapeIdentifier(owner)} STRATEGY WAL_LOG`,
    );
    await closeToOthers(client, name);
  });
}

/** Drops a database if it exists, ending the connections to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`));
}

/** How many connections ordinary roles may open at once: what the server allows, less what it keeps for superusers. */
export async function readConnectionLimit(adminUrl: string): Promise<number> {
  return asAdmin(adminUrl, async (client) => {
    const { rows } = await client.query<{ available: number }>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int AS available`,
    );
    return rows[0]?.available ?? 0;
  });
}

/** The same server, another database and role. What else the URL says (TLS, parameters) is kept. */
export function databaseUrl(
  adminUrl: string,
  { database, user, password }: { database: string; user?: string; password?: string },
): string {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

async function provisionRole(client: Client, name: string, password: string): Promise<void> {
  const role = escapeIdentifier(name);
  if (!(await exists(client, 'SELECT 1 FROM pg_roles WHERE rolname = $1', name))) {
    await client.query(`CREATE ROLE ${role}`);
  }
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
  );
  // Only a superuser may name an attribute that it does not have itself, even to deny it; to others a role that they
  // made cannot have it.
  const denied = rows[0]?.rolsuper ? 'NOSUPERUSER NOREPLICATION NOBYPASSRLS' : '';
  await client.query(`ALTER ROLE ${role} LOGIN NOCREATEDB NOCREATEROLE ${denied} PASSWORD ${escapeLiteral(password)}`);
  // To create a database for a role, one must be a member of it; a superuser is of all.
  if (!rows[0]?.rolsuper) await client.query(`GRANT ${role} TO CURRENT_USER`);
}

async function provisionOwnDatabase(client: Client, name: string): Promise<void> {
  const database = escapeIdentifier(name);
  if (!(await exists(client, 'SELECT 1 FROM pg_database WHERE datname = $1', name))) {
    await client.query(`CREATE DATABASE ${database} OWNER ${database} ENCODING 'UTF8' TEMPLATE template0`);
  }
  await client.query(`ALTER DATABASE ${database} OWNER TO ${database}`);
  await closeToOthers(client, name);
}

async function closeToOthers(client: Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
}

async function exists(client: Client, query: string, name: string): Promise<boolean> {
  return (await client.query(query, [name])).rowCount === 1;
}

async function asAdmin<T>(adminUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  if (!URL.canParse(adminUrl)) {
    throw new EnvironmentError('DATABASE_URL is not a URL. It looks like postgres://user:password@host:5432/database.');
  }
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks while nothing is asked of it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await refuseOldServer(client);
    return await work(client);
  } catch (error) {
    throw explainDatabaseFault(error, adminUrl);
  } finally {
    await client.end();
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; major: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major`,
  );
  const { version = '', major = 0 } = rows[0] ?? {};
  if (major >= OLDEST_MAJOR_VERSION) return;
  throw new EnvironmentError(
    `The PostgreSQL server is version ${version}; Strata needs ${OLDEST_MAJOR_VERSION} or newer. Upgrade it, or unset DATABASE_URL to use the embedded one.`,
  );
}

// By SQLSTATE, or by the system's code where no server answered.
const FAULTS: Record<string, (place: string) => string> = {
  '28P01': (place) => `PostgreSQL at ${place} refuses the password. Correct DATABASE_URL.`,
  '28000': (place) => `PostgreSQL at ${place} does not let this user in. Correct DATABASE_URL, or its pg_hba.conf.`,
  '3D000': (place) => `PostgreSQL at ${place} has no such database. Correct the name at the end of DATABASE_URL.`,
  '42501': (place) =>
    `The user of DATABASE_URL may not create roles and databases at ${place}. Grant it CREATEROLE and CREATEDB.`,
  '53100': (place) => `The disk of PostgreSQL at ${place} is full. Free some space there and start again.`,
  '53300': (place) =>
    `PostgreSQL at ${place} has no connection left. Raise its max_connections, or end what uses them.`,
  '57P03': (place) => `PostgreSQL at ${place} is still starting, or ending. Try again in a moment.`,
  ECONNREFUSED: (place) => `Nothing answers at ${place}. Start PostgreSQL there, or correct DATABASE_URL.`,
  ENOTFOUND: (place) => `There is no machine named ${place}. Correct DATABASE_URL.`,
  ETIMEDOUT: (place) =>
    `PostgreSQL at ${place} does not answer in ${CONNECT_TIMEOUT_MS / 1000} s. Correct DATABASE_URL, or look at the network.`,
};

function explainDatabaseFault(error: unknown, adminUrl: string): unknown {
  if (error instanceof EnvironmentError) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const explain = FAULTS[/timeout/i.test(message) ? 'ETIMEDOUT' : code];
  const { host } = new URL(adminUrl);
  if (explain !== undefined) return new EnvironmentError(explain(host), { cause: error });
  const by = error instanceof DatabaseError ? ` (SQLSTATE ${code})` : '';
  return new EnvironmentError(`PostgreSQL at ${host} refuses: ${message}${by}.`, { cause: error });
}
