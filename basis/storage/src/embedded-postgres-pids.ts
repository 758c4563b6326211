import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** A running process: its id, and when it started, since ids are used again. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; equal for one process and different for the next one with this id. Empty where it cannot be learnt. */
  startedAt: string;
}

/** Whether a process of this id runs. A zombie does not: a container whose first process reaps nobody keeps them. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return linuxStatus(pid)?.state !== 'Z';
}

/** The identity of a process that runs now. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAt: linuxStatus(pid)?.startedAt ?? startedAtByPs(pid) };
}

/** Whether the process that was seen then still runs, and is no other with its id. */
export function stillRuns(seen: ProcessIdentity): boolean {
  return isAlive(seen.pid) && identityOf(seen.pid).startedAt === seen.startedAt;
}

/** Whether `pid` is a PostgreSQL that works in `clusterDir`, rather than another program that was given a dead one's id. */
export function isPostgresIn(clusterDir: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return psField(pid, 'command').includes('postgres');
  try {
    // Compared by inode, so that a data directory that was renamed while its server ran is still recognised.
    const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(clusterDir)];
    return theirs.ino === ours.ino && theirs.dev === ours.dev;
  } catch {
    return false;
  }
}

function linuxStatus(pid: number): { state: string; startedAt: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything, brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function startedAtByPs(pid: number): string {
  return process.platform === 'win32' ? '' : psField(pid, 'lstart');
}

function psField(pid: number, field: string): string {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
