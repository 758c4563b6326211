import { execFileSync } from 'node:child_process';
import { chmodSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { EnvironmentError } from '@strata/basis-core';

/** The user that PostgreSQL runs as. Without `ids`, the user that runs Node. */
export interface Account {
  name: string;
  ids?: { uid: number; gid: number };
}

/** How a process of some account is pointed at a directory: where it starts, and the path it is told. */
export interface DirectoryView {
  cwd: string;
  path: string;
}

const UNPRIVILEGED_USERS = ['postgres', 'nobody'];

/**
 * Chooses the user for PostgreSQL, which refuses to run as root. An ordinary user runs it as themselves. For root it
 * is whoever owns the cluster already, else who owns the data directory, else `postgres`, else `nobody`; no user is
 * ever created.
 *
 * @throws EnvironmentError when the cluster belongs to somebody else, or root finds no other user
 */
export function chooseAccount(dataDir: string, clusterDir: string): Account {
  const cluster = statOf(clusterDir);
  if (process.getuid?.() !== 0) return ownAccount(clusterDir, cluster);
  const owner = namedOwner(cluster) ?? namedOwner(statOf(dataDir));
  const account = owner ?? UNPRIVILEGED_USERS.map(accountOf).find((each) => each !== undefined);
  if (account !== undefined) return account;
  throw new EnvironmentError(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Start Strata as an ordinary user, or set DATABASE_URL to use a PostgreSQL of your own.',
  );
}

/**
 * How the account can work in `directory`. Where it may not walk to it (a checkout under /root), Linux lets a process
 * that is started inside the directory name it as its own working directory, which asks for no right on the way.
 *
 * @throws EnvironmentError on other systems
 */
export function viewOf(directory: string, account: Account): DirectoryView {
  if (canReach(directory, account)) return { cwd: directory, path: directory };
  if (process.platform === 'linux') return { cwd: directory, path: '/proc/self/cwd' };
  throw new EnvironmentError(
    `PostgreSQL must run as ${account.name}, not root, and ${account.name} cannot reach ${directory}. Start Strata as an ordinary user, or choose a place with --data-dir that ${account.name} can reach.`,
  );
}

/** Whether the account may walk to `path` and, if it is a program, start it. Access lists are not looked at. */
export function canReach(path: string, { ids }: Account): boolean {
  if (ids === undefined) return true;
  for (let each = path; ; each = dirname(each)) {
    const { mode, uid, gid } = statSync(each);
    const execute = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return false;
    if (each === dirname(each)) return true;
  }
}

/** Mends what a copy made by root, or with a loose umask, does to a cluster: its server insists on both. */
export function mendOwnership(clusterDir: string, { ids }: Account): void {
  const { uid, mode } = statSync(clusterDir);
  if (ids !== undefined && uid !== ids.uid) execFileSync('chown', ['-R', `${ids.uid}:${ids.gid}`, clusterDir]);
  if (process.platform !== 'win32' && (mode & 0o027) !== 0) chmodSync(clusterDir, 0o700);
}

function ownAccount(clusterDir: string, cluster: Stats | undefined): Account {
  const uid = process.getuid?.();
  const name = ownName(uid);
  if (cluster === undefined || uid === undefined || cluster.uid === uid) return { name };
  const owner = output('id', ['-un', String(cluster.uid)]) ?? `user id ${cluster.uid}`;
  throw new EnvironmentError(
    `${clusterDir} belongs to ${owner}: Strata ran as root or as another user before. Start it as that user again, or hand the data over: sudo chown -R ${name} ${dirname(clusterDir)}`,
  );
}

function ownName(uid: number | undefined): string {
  try {
    return userInfo().username;
  } catch {
    return String(uid); // an id without a name, as in a container started with --user 4242
  }
}

function namedOwner(stats: Stats | undefined): Account | undefined {
  if (stats === undefined || stats.uid === 0) return undefined;
  const name = output('id', ['-un', String(stats.uid)]);
  return name === undefined ? undefined : { name, ids: { uid: stats.uid, gid: stats.gid } };
}

function accountOf(name: string): Account | undefined {
  const [uid, gid] = [output('id', ['-u', name]), output('id', ['-g', name])].map(Number);
  return Number.isInteger(uid) && Number.isInteger(gid) ? { name, ids: { uid: uid ?? 0, gid: gid ?? 0 } } : undefined;
}

function output(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
