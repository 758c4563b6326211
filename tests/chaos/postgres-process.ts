import { createLogger } from '@strata/basis-core';
import { type EmbeddedPostgres, provisionDatabase, startEmbeddedPostgres } from '@strata/basis-storage';
import { Client, type QueryResultRow } from 'pg';

const MAX_CONNECTIONS = 300;
/** Long: a machine with two cores may be busy starting eight processes. */
const CONNECT_TIMEOUT_MS = 60_000;
const PASSWORD = 'chaos keeps no secrets';

/** An embedded PostgreSQL that may be stopped without warning. */
export interface PostgresProcess {
  readonly adminUrl: string;
  /** Makes a database and a role of that name. Returns its URL. */
  provision(name: string): Promise<string>;
  /** One statement as the superuser, in the database of that name. */
  query<Row extends QueryResultRow>(database: string, sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends every process of it at once, as `pg_ctl stop -m immediate` does: nothing is written out. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL on a new cluster in `folder`. */
export async function startPostgres(folder: string): Promise<PostgresProcess> {
  // `fatal`: that it ended by itself is what is wanted here.
  const logger = createLogger({ service: 'chaos', level: 'fatal' });
  const open = (port?: number) =>
    startEmbeddedPostgres({ dataDir: folder, logger, port, maxConnections: MAX_CONNECTIONS });
  let server: EmbeddedPostgres = await open();
  const { port, adminUrl } = server;
  return {
    adminUrl,
    async provision(name) {
      const { url } = await provisionDatabase({ adminUrl }, { service: name, password: PASSWORD });
      return url;
    },
    query: (database, sql, values) => query(adminUrl, database, sql, values),
    async crash() {
      process.kill(server.pid, 'SIGQUIT');
      await server.stop();
    },
    async start() {
      server = await open(port);
    },
    stop: () => server.stop(),
  };
}

async function query<Row extends QueryResultRow>(
  adminUrl: string,
  database: string,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks between two calls is told of here; the call that meets it fails by itself.
  client.on('error', () => 'told by the query');
  await client.connect();
  try {
    return (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows;
  } finally {
    await client.end().catch(() => 'it is gone already');
  }
}
