import { v7, validate } from 'uuid';

/** A new UUIDv7: ids sort by the time of their making, so a primary key index grows at its end (RFC 9562). */
export function newId(): string {
  return v7();
}

/** Whether a string is a UUID of any version, in its canonical form. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && validate(value);
}
