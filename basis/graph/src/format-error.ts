import {
  CheckConstraintViolationException,
  DeadlockException,
  DriverException,
  ForeignKeyConstraintViolationException,
  OptimisticLockError,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { BadUserInputError, ConflictError, StrataError } from '@strata/basis-core';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** How much an error may say, and of which request. */
export interface FormatErrorOptions {
  /** Adds the message and stack of what went wrong inside to masked errors. Never in production. */
  development: boolean;
  requestId?: string | undefined;
}

const MASKED = 'Something went wrong on our side.';
/** Errors of ours that callers are told: nothing was done, and the same may succeed later. */
const TOLD = new Set(['SUBGRAPH_UNAVAILABLE', 'OUTBOX_UNAVAILABLE']);
/** PostgreSQL's SQLSTATEs for values that a column cannot hold. */
const UNSTORABLE = new Set(['22001', '22003', '22021', '22P05']);
const SERIALIZATION_FAILURE = '40001';

/**
 * The one mapping from an error to the wire: `{ message, path, locations, extensions: { code, requestId, ...details } }`.
 * A StrataError keeps its code and message; GraphQL's own errors, and what the database says of a constraint, have
 * codes of their own; everything else is `INTERNAL_SERVER_ERROR` and says nothing. The caller logs that one's cause.
 *
 * @example result.errors.map((error) => formatError(error, { development, requestId }))
 */
export function formatError(error: unknown, { development, requestId }: FormatErrorOptions): GraphQLFormattedError {
  const cause = rootCause(error);
  const known = knownError(error, cause);
  const id = requestId === undefined ? {} : { requestId };
  const hint = known === undefined && development ? debugOf(cause) : {};
  return {
    message: known?.message ?? MASKED,
    ...(error instanceof GraphQLError && error.locations ? { locations: error.locations } : {}),
    ...(error instanceof GraphQLError && error.path ? { path: error.path } : {}),
    extensions: { ...known?.details, code: known?.code ?? 'INTERNAL_SERVER_ERROR', ...id, ...hint },
  };
}

interface WireError {
  code: string;
  message: string;
  details?: Readonly<Record<string, unknown>>;
}

/** What stands at the bottom of GraphQL's wrappers. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function knownError(error: unknown, cause: unknown): WireError | undefined {
  if (cause instanceof StrataError) return cause.status < 500 || TOLD.has(cause.code) ? cause : undefined;
  if (cause instanceof GraphQLError && error instanceof GraphQLError) return graphqlError(error);
  return databaseError(cause);
}

/** GraphQL's own errors speak of the query alone; one that a resolver threw itself may say anything, and is masked. */
function graphqlError({ message, path }: GraphQLError): WireError | undefined {
  if (message.startsWith('Syntax Error')) return { code: 'GRAPHQL_PARSE_FAILED', message };
  if (message.startsWith('Variable "$')) return { code: 'BAD_USER_INPUT', message };
  if (path === undefined) return { code: 'GRAPHQL_VALIDATION_FAILED', message };
  return message.startsWith('Argument "') ? { code: 'BAD_USER_INPUT', message } : undefined;
}

function databaseError(cause: unknown): WireError | undefined {
  if (cause instanceof UniqueConstraintViolationException) return new ConflictError('This exists already.');
  if (cause instanceof ForeignKeyConstraintViolationException) {
    return new ConflictError('Something that this refers to, or that refers to this, stands against it.');
  }
  if (cause instanceof OptimisticLockError) {
    return new ConflictError('Somebody else changed this in the meantime: read it again, then try again.');
  }
  if (cause instanceof CheckConstraintViolationException) return new BadUserInputError('A value is not allowed here.');
  if (!(cause instanceof DriverException)) return undefined;
  const code = String(cause.code);
  if (cause instanceof DeadlockException || code === SERIALIZATION_FAILURE) {
    return new ConflictError('Too much happened at once: try again.');
  }
  return UNSTORABLE.has(code) ? new BadUserInputError('A value is too long or too large.') : undefined;
}

function debugOf(cause: unknown): { debug?: { message: string; stack: string | undefined } } {
  return cause instanceof Error ? { debug: { message: cause.message, stack: cause.stack } } : {};
}
