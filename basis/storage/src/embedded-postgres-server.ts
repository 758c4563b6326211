import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError } from '@strata/basis-core';
import { viewOf } from './embedded-postgres-account.ts';
import { type Cluster, postgresEnvironment } from './embedded-postgres-cluster.ts';
import { isAlive, isPostgresIn } from './embedded-postgres-pids.ts';

const POLL_MS = 5;
/** Recovery after a crash replays the log, at most `max_wal_size` of it, before the server answers. */
const READY_TIMEOUT_MS = 120_000;
const FAST_STOP_TIMEOUT_MS = 10_000;
const IMMEDIATE_STOP_TIMEOUT_MS = 5_000;
const KILL_TIMEOUT_MS = 5_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** A server process of ours, started now or found running. */
export interface Server {
  pid: number;
  port: number;
  /** Set where this process started it. */
  child?: ChildProcess;
}

/** Spawns the server and waits until it accepts connections. Rejects with what it logged when it ends instead. */
export async function startServer(cluster: Cluster, port: number, settings: ServerSettings): Promise<Server> {
  const logFile = join(cluster.dataDir, 'postgres.log');
  const log = openLog(logFile);
  const logStart = statSync(logFile).size;
  const view = viewOf(cluster.dir, cluster.account);
  // Detached: Ctrl-C is for Strata, which stops the server when its own work is finished.
  const child = spawn(cluster.binaries.postgres, serverArguments(view.path, port, settings), {
    ...{ cwd: view.cwd, ...cluster.account.ids, env: postgresEnvironment() },
    ...{ stdio: ['ignore', log, log], detached: true },
  });
  closeSync(log);
  child.unref();
  let ended: Error | undefined;
  child.on('error', (error) => {
    ended = error;
  });
  await waitUntil(() => {
    if (ended !== undefined) throw ended;
    if (hasEnded(child)) throw new Error(readFileSync(logFile).subarray(logStart).toString());
    const found = readPostmasterFile(cluster.dir);
    return found?.pid === child.pid && found?.status === 'ready';
  }, READY_TIMEOUT_MS);
  return { pid: child.pid ?? 0, port, child };
}

/** The server that already runs on this cluster, when it is ready: one that outlived the process that started it. */
export async function findRunningServer(cluster: Cluster): Promise<Server | undefined> {
  const found = readPostmasterFile(cluster.dir);
  if (found === undefined || !isPostgresIn(cluster.dir, found.pid)) {
    // The file of a dead process is the server's own to judge; but it would take another program for itself, and not
    // get past an empty file. A server that runs all the same is still told by the shared memory that it holds.
    if (found === undefined || isAlive(found.pid)) rmSync(join(cluster.dir, 'postmaster.pid'), { force: true });
    return undefined;
  }
  const settled = await waitUntil(() => {
    const status = readPostmasterFile(cluster.dir)?.status;
    return !isAlive(found.pid) || status === 'ready';
  }, FAST_STOP_TIMEOUT_MS).catch(() => false);
  if (!isAlive(found.pid)) return undefined;
  const { pid, port } = readPostmasterFile(cluster.dir) ?? found;
  if (settled && port > 0) return { pid, port };
  await stopServer(cluster, { pid, port });
  return undefined;
}

/**
 * Stops the server: open transactions are rolled back and all is written; where it takes too long, without writing
 * (the next start recovers from the log); in the end by force.
 */
export async function stopServer(cluster: Cluster, { pid, child }: Server): Promise<void> {
  const steps = [
    ['SIGINT', FAST_STOP_TIMEOUT_MS],
    ['SIGQUIT', IMMEDIATE_STOP_TIMEOUT_MS],
    ['SIGKILL', KILL_TIMEOUT_MS],
  ] as const;
  for (const [signal, timeoutMs] of steps) {
    send(cluster, pid, signal);
    const ended = () => (child === undefined ? !isAlive(pid) : hasEnded(child));
    if (await waitUntil(ended, timeoutMs).catch(() => false)) return;
    cluster.logger.warn({ pid }, `PostgreSQL does not end on ${signal}`);
  }
}

/** A port of this machine that is free now: `wanted` if it is, any other if not. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** What may differ from one server to another. */
export interface ServerSettings {
  maxConnections: number;
  durable: boolean;
}

/** What a server need not do whose data can be made anew. */
const UNSAFE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

// Durable as a production server is, unless told otherwise. Small where a laptop feels it: memory, background processes, start-up.
function serverArguments(dataPath: string, port: number, { maxConnections, durable }: ServerSettings): string[] {
  const settings = {
    ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: maxConnections },
    ...{ shared_buffers: '96MB', max_wal_size: '512MB', io_method: 'sync', jit: 'off', logging_collector: 'off' },
    ...{ log_min_messages: 'log', log_checkpoints: 'off', max_logical_replication_workers: 0 },
  };
  // After a crash everything is synced before recovery: file by file takes ten times as long.
  const sync = process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {};
  const set = Object.entries({ ...settings, ...sync, ...(durable ? {} : UNSAFE) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  return ['-D', dataPath, '-p', String(port), ...set];
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) truncateSync(file);
  return openSync(file, 'a', 0o600);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

interface PostmasterFile {
  pid: number;
  port: number;
  status: string;
}

// postmaster.pid, by line: id, directory, start time, port, socket directory, address, shared memory, status.
function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    // A negative id stands for a single-user server.
    if (!Number.isInteger(pid) || pid === 0) return undefined;
    return { pid: Math.abs(pid), port: Number.parseInt(lines[3] ?? '', 10) || 0, status: lines[7]?.trim() ?? '' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function send(cluster: Cluster, pid: number, signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
  try {
    // Windows has no signals; PostgreSQL brings its own there.
    if (process.platform === 'win32' && signal !== 'SIGKILL') {
      execFileSync(cluster.binaries.pgCtl, ['kill', signal.slice('SIG'.length), String(pid)]);
    } else process.kill(pid, signal);
  } catch {
    // it has ended already
  }
}

async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<true> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new EnvironmentError(`PostgreSQL did not get ready in ${timeoutMs / 1000} s.`);
    await delay(POLL_MS);
  }
  return true;
}
