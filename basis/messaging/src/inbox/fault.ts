import { createHash } from 'node:crypto';
import { DriverException, OptimisticLockError } from '@mikro-orm/core';
import { StrataError } from '@strata/basis-core';

/** Why a message was parked: a stable code. */
export type ParkReason =
  | 'HANDLER_FAILED'
  | 'HANDLER_TIMEOUT'
  | 'UNKNOWN_MESSAGE'
  | 'UNKNOWN_VERSION'
  | 'INVALID_PAYLOAD'
  | 'REPLICA_FAILED'
  | 'TASK_FAILED'
  | 'BEHIND';

/** What is kept of a failure: for a person to read, and to tell failures of one kind from those of another. */
export interface Fault {
  readonly reason: ParkReason;
  /** The message and the first lines of the stack. */
  readonly error: string | null;
  /** The same for failures of the same kind; null where nothing failed. */
  readonly fingerprint: string | null;
}

/**
 * What is to be done about an error. `conflict`: two transactions were in each other's way, so try again; `away`: the
 * database cannot be reached or has no room, so leave everything as it is; `fault`: it will most likely fail again.
 */
export type ErrorKind = 'conflict' | 'away' | 'fault';

/** A payload that is not what its contract says: no attempt will mend it. */
export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';
}

/** A handler that took longer than it may. */
export class HandlerTimeoutError extends Error {
  override readonly name = 'HandlerTimeoutError';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const CONFLICTS = new Set([SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE]);
/** Classes of SQLSTATE: connection, credentials, database gone, no resources, operator's intervention. */
const AWAY_CLASSES = new Set(['08', '28', '3D', '53']);
/** Raised by `inbox.generation_of`: a replica that another deployment keeps. What is for it comes to that one. */
const KEPT_ELSEWHERE = 'ST001';
const AWAY_CODES = new Set([KEPT_ELSEWHERE, '57P01', '57P02', '57P03', '57P04', '57P05', '25P03']);
const AWAY_SYSTEM_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH']);
/** What pg and pg-pool throw without any code, and PostgreSQL under a code that means other things as well. */
const AWAY_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|Cannot use a pool after calling end|not currently accepting connections/;
/** Values that do not fit, rules of tables, and what functions raise: also where it is met while a change is published. */
const REFUSED = /^(22|23|P0)...$/;
const MAX_CAUSES = 5;

/**
 * Sorts an error. A system error such as `ECONNREFUSED` counts as the database's only when it came through the driver,
 * or when `ours` says that nothing else was spoken to: a handler's own failing call is a fault of the handler.
 */
export function kindOfError(error: unknown, { ours }: { ours: boolean }): ErrorKind {
  let driver = ours;
  for (let at = error, depth = 0; at instanceof Error && depth < MAX_CAUSES; at = at.cause, depth += 1) {
    if (at instanceof OptimisticLockError) return 'conflict';
    driver ||= at instanceof DriverException;
    const code = String((at as { code?: unknown }).code ?? '');
    if (CONFLICTS.has(code)) return 'conflict';
    if (isAway(code, at.message, driver)) return 'away';
    if (REFUSED.test(code) && (at as { schema?: unknown }).schema !== 'outbox') return 'fault';
  }
  // No handler is to blame for an outbox that takes nothing, such as one that lacks tomorrow's partition.
  return error instanceof StrataError && error.code === 'OUTBOX_UNAVAILABLE' ? 'away' : 'fault';
}

function isAway(code: string, message: string, driver: boolean): boolean {
  if (AWAY_CODES.has(code) || AWAY_TEXT.test(message)) return true;
  if (code.length === 5 && AWAY_CLASSES.has(code.slice(0, 2))) return true;
  return driver && AWAY_SYSTEM_CODES.has(code);
}

const MAX_ERROR_LENGTH = 2_000;
const STACK_LINES = 6;
const FINGERPRINT_LENGTH = 16;

/** What is written down of an error that `handler` met. */
export function faultOf(handler: string, error: unknown, reason = reasonOf(error)): Fault {
  const { name, message } = nameAndMessage(error);
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const text = [`${name}: ${message}`, ...stack.slice(0, STACK_LINES)].join('\n').slice(0, MAX_ERROR_LENGTH);
  // PostgreSQL has no NUL in text
  return { reason, error: text.replaceAll('\0', '�'), fingerprint: fingerprintOf(handler, name, message) };
}

/** What is written down of a message that nothing here takes. */
export function unknownFault(reason: 'UNKNOWN_MESSAGE' | 'UNKNOWN_VERSION', contents: string): Fault {
  return { reason, error: `Nothing here takes ${contents}.`, fingerprint: fingerprintOf('', reason, contents) };
}

/** What is written down of a message that waits for an earlier one of its aggregate. */
export const BEHIND: Fault = { reason: 'BEHIND', error: null, fingerprint: null };

function reasonOf(error: unknown): ParkReason {
  if (error instanceof InvalidPayloadError) return 'INVALID_PAYLOAD';
  return error instanceof HandlerTimeoutError ? 'HANDLER_TIMEOUT' : 'HANDLER_FAILED';
}

function nameAndMessage(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: typeof error, message: String(error) };
}

/** Ids, numbers and quoted words differ from one failure to the next of the same kind. */
function fingerprintOf(handler: string, name: string, message: string): string {
  const normalised = message
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '#')
    .replace(/'[^']*'|"[^"]*"/g, '#')
    .replace(/\d+/g, '#');
  const text = [handler, name, normalised].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, FINGERPRINT_LENGTH);
}
