import type { Field, Fields } from './fields.ts';

/**
 * A payload as whoever knows only these fields may read it: what was added to the contract's version since is left out,
 * and optional fields that it had not yet are null. Whether the rest fits is for `payloadFault` to say.
 *
 * @example readPayload({ name: text(), note: optional(text()) }, { name: 'x', colour: 'red' }) // { name: 'x', note: null }
 */
export function readPayload(fields: Fields, payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  const given = payload as Record<string, unknown>;
  const entries = Object.entries(fields)
    .filter(([name, { optional }]) => optional || Object.hasOwn(given, name))
    .map(([name, field]) => [name, readField(field, Object.hasOwn(given, name) ? given[name] : null)]);
  return Object.fromEntries(entries);
}

function readField({ kind, fields = {}, item }: Field<unknown>, value: unknown): unknown {
  if (kind === 'record') return readPayload(fields, value);
  if (kind !== 'list' || !Array.isArray(value) || item === undefined) return value;
  return value.map((element) => readField(item, element));
}
