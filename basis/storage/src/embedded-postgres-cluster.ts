import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, type Logger } from '@strata/basis-core';
import { type Account, mendOwnership, viewOf } from './embedded-postgres-account.ts';
import type { PostgresBinaries } from './embedded-postgres-binaries.ts';

export const SUPERUSER = 'strata';
const DRAFT_PREFIX = 'postgres.new-';

/** What all steps of a start need to know. */
export interface Cluster {
  dataDir: string;
  /** The PostgreSQL data directory, inside dataDir. */
  dir: string;
  account: Account;
  binaries: PostgresBinaries;
  password: string;
  logger: Logger;
}

/**
 * Sees to it that there is a whole cluster of our version: makes one where there is none, in a draft that is renamed
 * when it is complete, so that a start that was killed leaves nothing that looks like a cluster.
 *
 * @returns whether it was made now
 * @throws EnvironmentError when there is one of another major version
 */
export async function ensureCluster(cluster: Cluster, onProgress: (step: string) => void): Promise<boolean> {
  removeDrafts(cluster.dataDir);
  setAsideHalfMade(cluster);
  if (existsSync(cluster.dir)) {
    refuseOtherVersion(cluster);
    mendOwnership(cluster.dir, cluster.account);
    return false;
  }
  onProgress('preparing PostgreSQL for the first time');
  await makeCluster(cluster);
  return true;
}

/** Gives the superuser our password, where the secret that it was made with is gone. The server must not be running. */
export async function resetPassword(cluster: Cluster): Promise<void> {
  const view = viewOf(cluster.dir, cluster.account);
  const args = ['--single', '-D', view.path, 'postgres'];
  const statement = `ALTER ROLE "${SUPERUSER}" PASSWORD '${cluster.password}'\n`;
  await runToEnd(cluster, cluster.binaries.postgres, args, view.cwd, (child) => child.stdin?.end(statement));
}

function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith(DRAFT_PREFIX))) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

// Not ours (we rename whole clusters into place), so it is kept for whoever knows what is in it.
function setAsideHalfMade({ dataDir, dir, logger }: Cluster): void {
  if (!existsSync(dir) || (existsSync(join(dir, 'global/pg_control')) && existsSync(join(dir, 'PG_VERSION')))) return;
  if (readdirSync(dir).length === 0) {
    rmdirSync(dir);
    return;
  }
  const aside = join(dataDir, `postgres.incomplete-${Date.now()}`);
  renameSync(dir, aside);
  logger.warn(`${dir} was not a complete PostgreSQL data directory: it is now ${aside}, and a new one is made`);
}

function refuseOtherVersion({ dir, binaries }: Cluster): void {
  const version = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  if (version === binaries.majorVersion) return;
  throw new EnvironmentError(
    `${dir} was made by PostgreSQL ${version}, and this is PostgreSQL ${binaries.majorVersion}: it is left as it is. Move it away for a new start, bring it over with pg_upgrade, or set DATABASE_URL to a PostgreSQL ${version} that runs on it.`,
  );
}

async function makeCluster(cluster: Cluster): Promise<void> {
  const { dataDir, dir, account, binaries } = cluster;
  const draft = join(dataDir, `${DRAFT_PREFIX}${randomUUID()}`);
  mkdirSync(draft, { mode: 0o700 });
  if (account.ids !== undefined) chownSync(draft, account.ids.uid, account.ids.gid);
  const password = openPasswordFile(cluster);
  try {
    const view = viewOf(draft, account);
    await runToEnd(
      cluster,
      binaries.initdb,
      initdbArguments(view.path, password.path),
      view.cwd,
      undefined,
      password.fd,
    );
    renameSync(draft, dir);
    syncDirectory(dataDir);
  } finally {
    closeSync(password.fd);
    rmSync(password.file, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

// The built-in locale sorts the same on every machine, whatever its C library, and is the fastest to make and to use.
function initdbArguments(dataPath: string, passwordPath: string): string[] {
  return [
    ...['-D', dataPath, '-U', SUPERUSER, `--pwfile=${passwordPath}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-instructions', '--set=timezone=UTC', '--set=log_timezone=UTC'],
  ];
}

// Handed over as standard input, already open: its reader may not be able to walk to it, and nobody else can read it.
function openPasswordFile({ dataDir, password, account }: Cluster): { fd: number; file: string; path: string } {
  const file = join(dataDir, `${DRAFT_PREFIX}${randomUUID()}.password`);
  const fd = openSync(file, 'w+', 0o600);
  if (account.ids !== undefined) fchownSync(fd, account.ids.uid, account.ids.gid);
  writeSync(fd, `${password}\n`, 0);
  return { fd, file, path: process.platform === 'win32' ? file : '/dev/stdin' };
}

/** The environment of PostgreSQL's programs: nothing of the caller's, where a PGDATA or PGOPTIONS might be. */
export function postgresEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: 'C' };
}

async function runToEnd(
  { account }: Cluster,
  program: string,
  args: string[],
  cwd: string,
  begin?: (child: ReturnType<typeof spawn>) => void,
  stdin: number | 'pipe' = 'pipe',
): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    ...account.ids,
    env: postgresEnvironment(),
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(output))));
    begin?.(child);
  });
}

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
