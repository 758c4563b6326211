import { DeadlockException, LockWaitTimeoutException } from '@mikro-orm/core';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Emission } from '@strata/basis-contract';
import { StrataError, type TransactionFrame, withTransactionFrame } from '@strata/basis-core';
import type { Unit } from '../parts.ts';
import { publicationError } from '../publication/error.ts';
import {
  type EmittedRow,
  type Emitting,
  emitSql,
  emittedRow,
  headersOf,
  headersSql,
  type Origin,
} from './emissions.ts';

export type { Emitting } from './emissions.ts';

/** How often a unit that met a deadlock or a serialization failure is tried, in all. */
const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 10;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

/** What a unit may emit, and who is told that it was committed. */
export interface TransactionOptions {
  /** Without it, the unit emits nothing. */
  emitting?: Emitting | undefined;
  /** Called once, after the commit. */
  afterCommit?: (() => void) | undefined;
  /**
   * Ends what runs in the database when it is aborted. However the unit ends, what it left running can do nothing
   * more: its EntityManager is of no use then.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Runs one unit of work in a transaction of its own, on an EntityManager that knows nothing yet. What it emits is
 * written with it, after the rows that it changed. A deadlock or a serialization failure starts it over on fresh data.
 *
 * @throws StrataError `OUTBOX_UNAVAILABLE`, `MESSAGE_TOO_LARGE`, `PUBLISHED_ROW_DELETED` … when what it did cannot be
 *   published: then nothing of it was done
 */
export async function inTransaction<T>(
  orm: MikroORM,
  origin: Origin,
  work: (unit: Unit) => Promise<T>,
  { emitting, afterCommit, signal }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await attemptOf(orm, origin, work, emitting, signal);
      afterCommit?.();
      return result;
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw publicationError(error);
      await new Promise((resume) => setTimeout(resume, BACKOFF_MS * 2 ** attempt * Math.random()));
    }
  }
}

function attemptOf<T>(
  orm: MikroORM,
  origin: Origin,
  work: (unit: Unit) => Promise<T>,
  emitting: Emitting | undefined,
  signal: AbortSignal | undefined,
): Promise<T> {
  const frame: TransactionFrame = { begin: headersSql(headersOf(origin)) };
  const transaction = async (em: SqlEntityManager) => {
    if (frame.takenBy === undefined) await em.execute(frame.begin);
    const rows: EmittedRow[] = [];
    let open = true;
    const emit = (emission: Emission) => {
      if (!open) throw endedError(emission);
      rows.push(emittedRow(em, emitting, emission, origin.now));
    };
    try {
      const result = await work({ ...origin, em, emit });
      if (rows.length > 0) await write(em, frame, rows);
      return result;
    } finally {
      open = false;
    }
  };
  const run = (bound: object) =>
    orm.em.fork({ clear: true }).transactional((em) => transaction(em as SqlEntityManager), { clear: true, ...bound });
  return withTransactionFrame(frame, () => (signal === undefined ? run({}) : boundTo(signal, run)));
}

/** Runs a transaction that the signal ends, and whose EntityManager refuses everything once it is over. */
async function boundTo<T>(signal: AbortSignal, run: (bound: object) => Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    const either = AbortSignal.any([signal, over.signal]);
    return await run({ signal: either, inflightQueryAbortStrategy: 'cancel query' });
  } finally {
    over.abort(new StrataError('UNIT_ENDED', 'The unit of work is over.', 500));
  }
}

/** With the commit, where the client knows how; else in a statement of their own, when all else is written. */
async function write(em: SqlEntityManager, frame: TransactionFrame, rows: readonly EmittedRow[]): Promise<void> {
  if (frame.takenBy !== undefined) {
    frame.commit = emitSql(rows);
    return;
  }
  await em.flush();
  await em.execute(emitSql(rows));
}

/**
 * Writes what a unit emitted, in a transaction that `inTransaction` did not open: the last thing before its commit.
 *
 * @returns whether there was anything
 * @throws StrataError `UNDECLARED_EMISSION`, `INVALID_PAYLOAD`, `MESSAGE_TOO_LARGE`
 */
export async function writeEmissions(
  em: SqlEntityManager,
  emitting: Emitting,
  origin: Origin,
  emissions: readonly Emission[],
): Promise<boolean> {
  const rows = emissions.map((emission) => emittedRow(em, emitting, emission, origin.now));
  await em.flush();
  await em.execute(headersSql(headersOf(origin)));
  if (rows.length > 0) await em.execute(emitSql(rows));
  return rows.length > 0;
}

function endedError({ contract }: Emission): StrataError {
  return new StrataError('UNIT_ENDED', `${contract.name} was emitted when its unit of work was over.`, 500);
}

function isTransient(error: unknown): boolean {
  if (error instanceof DeadlockException || error instanceof LockWaitTimeoutException) return true;
  // An error of the commit comes from pg as it is.
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}
