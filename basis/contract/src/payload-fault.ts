import type { Field, Fields } from './fields.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MINOR = /^(0|-?[1-9]\d{0,18})$/;
const CURRENCY = /^[A-Z]{3}$/;
/** What PostgreSQL's bigint holds. */
const MAX_MINOR = 2n ** 63n - 1n;
const MIN_MINOR = -(2n ** 63n);

/**
 * Why a payload does not fit its contract's fields, in one line with the path of what does not, or undefined when it
 * fits. Exact: what is missing and what is too much are faults as well, so that nothing leaks and nothing is guessed.
 *
 * @example payloadFault(OrderPlaced.fields, { customerId: 'me' }) // 'customerId is no id in canonical form'
 */
export function payloadFault(fields: Fields, payload: unknown): string | undefined {
  return recordFault(fields, payload, '');
}

function recordFault(fields: Fields, value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault(path, 'is no record');
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) return fault(joined(path, name), 'is not in the contract');
  }
  for (const [name, field] of Object.entries(fields)) {
    const found = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const wrong = fieldFault(field, found, joined(path, name));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function fieldFault(field: Field<unknown>, value: unknown, path: string): string | undefined {
  if (value === undefined) return fault(path, 'is missing');
  if (value === null) return field.optional ? undefined : fault(path, 'is null');
  switch (field.kind) {
    case 'list':
      return listFault(field.item as Field<unknown>, value, path);
    case 'record':
      return recordFault(field.fields ?? {}, value, path);
    case 'money':
      return moneyFault(value, path);
    default: {
      const wrong = scalarFault(field, value);
      return wrong === undefined ? undefined : fault(path, wrong);
    }
  }
}

function listFault(item: Field<unknown>, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return fault(path, 'is no list');
  for (const [index, element] of value.entries()) {
    const wrong = fieldFault(item, element, `${path}[${index}]`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function moneyFault(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault(path, 'is no money');
  const { minor, currency, ...rest } = value as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return fault(joined(path, unknown), 'is not in the contract');
  if (typeof minor !== 'string' || !MINOR.test(minor) || BigInt(minor) > MAX_MINOR || BigInt(minor) < MIN_MINOR) {
    return fault(joined(path, 'minor'), 'is no whole number of minor units, written as a string');
  }
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) {
    return fault(joined(path, 'currency'), 'is no ISO 4217 code');
  }
  return undefined;
}

function scalarFault(field: Field<unknown>, value: unknown): string | undefined {
  switch (field.kind) {
    case 'id':
      return typeof value === 'string' && ID.test(value) ? undefined : 'is no id in canonical form';
    case 'text':
      return textFault(value);
    case 'whole':
      return Number.isSafeInteger(value) ? undefined : 'is no whole number that a double holds exactly';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false';
    case 'moment':
      return isMoment(value) ? undefined : 'is no moment such as 2026-01-31T12:00:00.000Z';
    default:
      return field.values?.includes(value as string) ? undefined : `is none of ${field.values?.join(', ')}`;
  }
}

/** PostgreSQL's jsonb stores neither NUL nor half of a surrogate pair. */
function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'is no text';
  if (value.includes('\u0000')) return 'has a NUL character in it';
  return value.isWellFormed() ? undefined : 'is no well-formed Unicode';
}

/** One spelling only, or equal moments would have unequal checksums. */
function isMoment(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function fault(path: string, wrong: string): string {
  return path === '' ? `the payload ${wrong}` : `${path} ${wrong}`;
}
