import { StrataError } from '@strata/basis-core';
import { PUBLICATION_FAULTS } from './schema.ts';

/** What PostgreSQL says of an error, through MikroORM or straight from pg. */
interface DatabaseError {
  code?: unknown;
  message: string;
  /** The functions that were running. */
  where?: unknown;
  table?: unknown;
  schema?: unknown;
}

const CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  [PUBLICATION_FAULTS.delete]: ['PUBLISHED_ROW_DELETED', 409],
  [PUBLICATION_FAULTS.id]: ['PUBLISHED_ID_CHANGED', 409],
  [PUBLICATION_FAULTS.size]: ['MESSAGE_TOO_LARGE', 413],
  [PUBLICATION_FAULTS.aggregate]: ['NO_SUCH_AGGREGATE', 500],
};

/**
 * The error of a transaction whose change could not be published, under a stable code, with what PostgreSQL said as its
 * cause: the change was not made. Any other error stays as it is.
 */
export function publicationError(error: unknown): unknown {
  const found = databaseError(error);
  if (found === undefined || error instanceof StrataError) return error;
  const known = CODES[String(found.code)];
  if (known !== undefined) {
    const [code, status] = known;
    return new StrataError(code, firstLine(found.message), status, { cause: error });
  }
  const ofOutbox = found.schema === 'outbox' || /\boutbox\./.test(String(found.where ?? ''));
  if (!ofOutbox) return error;
  return new StrataError('OUTBOX_UNAVAILABLE', 'The change could not be published, so it was not made.', 503, {
    cause: error,
  });
}

function databaseError(error: unknown): DatabaseError | undefined {
  return error instanceof Error && typeof (error as DatabaseError).code === 'string' ? error : undefined;
}

/** MikroORM puts the statement in front of what PostgreSQL said. */
function firstLine(message: string): string {
  return `${message.slice(message.lastIndexOf(' - ') + (message.includes(' - ') ? 3 : 0)).split('\n')[0]}.`;
}
