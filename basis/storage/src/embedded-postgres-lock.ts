import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@strata/basis-core';
import { identityOf, type ProcessIdentity, stillRuns } from './embedded-postgres-pids.ts';

const LOCK_FILE = 'strata.lock';
const MAX_ATTEMPTS = 20;

/**
 * Makes this process the only Strata on a data directory, until the returned function is called or the process dies,
 * however it dies: the lock names its owner, and a dead owner's lock counts for nothing.
 *
 * @throws EnvironmentError when a living process owns it
 */
export function lockDataDir(dataDir: string): () => void {
  const lock = join(dataDir, LOCK_FILE);
  const draft = `${lock}.${randomUUID()}`;
  try {
    writeFileSync(draft, JSON.stringify(identityOf(process.pid)));
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (linked(draft, lock)) return () => rmSync(lock, { force: true });
      setAsideIfStale(lock, dataDir);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new EnvironmentError(`The lock ${lock} keeps changing hands: start one Strata at a time on ${dataDir}.`);
}

// A link appears with its content or not at all, so nobody ever reads a lock that is half written.
function linked(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function setAsideIfStale(lock: string, dataDir: string): void {
  const seen = textOf(lock);
  if (seen === undefined) return;
  const owner = ownerOf(seen);
  if (owner !== undefined && stillRuns(owner)) {
    throw new EnvironmentError(
      `Another Strata (process ${owner.pid}) is already running on ${dataDir}. Stop it, or give this one its own place with --data-dir.`,
    );
  }
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // somebody else was quicker
  }
  // Between reading and renaming, another process may have taken the lock: then it was theirs, and goes back.
  if (textOf(aside) !== seen) linked(aside, lock);
  rmSync(aside, { force: true });
}

function ownerOf(text: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
