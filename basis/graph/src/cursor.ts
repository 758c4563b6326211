import { createHash } from 'node:crypto';
import { BadUserInputError } from '@strata/basis-core';

/** What a cursor holds: the values of the ordering's columns in the row that it points at. */
export type CursorValue = string | number | boolean | null;

const CHECKSUM_BYTES = 6;
const MAX_CURSOR_LENGTH = 4_000;

/**
 * Writes an opaque cursor: base64url of a checksum and the values. The checksum covers the ordering's fingerprint, so
 * that a cursor of another list, another ordering or another making is told from one of this.
 */
export function encodeCursor(fingerprint: string, values: readonly CursorValue[]): string {
  const payload = Buffer.from(JSON.stringify(values));
  return Buffer.concat([checksum(fingerprint, payload), payload]).toString('base64url');
}

/**
 * Reads a cursor back, strictly.
 *
 * @param isValid whether a value can stand at its place in the ordering
 * @throws BadUserInputError naming `after`
 */
export function decodeCursor(
  fingerprint: string,
  cursor: string,
  isValid: (value: CursorValue, index: number) => boolean,
): readonly CursorValue[] {
  const bytes = Buffer.from(cursor.slice(0, MAX_CURSOR_LENGTH), 'base64url');
  const payload = bytes.subarray(CHECKSUM_BYTES);
  const isOurs =
    bytes.toString('base64url') === cursor && checksum(fingerprint, payload).equals(bytes.subarray(0, CHECKSUM_BYTES));
  const values = isOurs ? parse(payload.toString()) : undefined;
  if (values === undefined || !values.every(isValid)) {
    throw new BadUserInputError('after is no cursor of this list in this order.', { details: { field: 'after' } });
  }
  return values;
}

function checksum(fingerprint: string, payload: Buffer): Buffer {
  return createHash('sha256').update(fingerprint).update(payload).digest().subarray(0, CHECKSUM_BYTES);
}

function parse(json: string): CursorValue[] | undefined {
  try {
    const values: unknown = JSON.parse(json);
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}
