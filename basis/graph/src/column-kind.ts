import { isId } from '@strata/basis-core';

/** How the values of a column compare. What is not here (JSON, arrays, bytes, `real`, padded text) is never compared. */
export type ColumnKind = 'text' | 'uuid' | 'boolean' | 'integer' | 'bigint' | 'numeric' | 'double' | 'moment' | 'date';

/** A value in the form in which values of its kind compare: text is text, moments are milliseconds, decimals digits. */
export type Comparable = string | boolean | number | bigint | Decimal;

interface Decimal {
  digits: bigint;
  scale: number;
}

const KINDS: readonly (readonly [RegExp, ColumnKind])[] = [
  [/^(text|varchar|character varying)\b/, 'text'],
  [/^uuid$/, 'uuid'],
  [/^bool/, 'boolean'],
  [/^(int|int2|int4|integer|smallint|smallserial|serial)$/, 'integer'],
  [/^(int8|bigint|bigserial)$/, 'bigint'],
  [/^(numeric|decimal)\b/, 'numeric'],
  [/^(double precision|float8|double)$/, 'double'],
  [/^timestamp/, 'moment'],
  [/^date$/, 'date'],
];

/** The kind of a PostgreSQL column type as MikroORM writes it (`timestamptz(3)`, `varchar(255)`). */
export function kindOfColumn(columnType: string): ColumnKind | undefined {
  return KINDS.find(([pattern]) => pattern.test(columnType))?.[1];
}

/** Text is compared for equality only: its order is a matter of the database's collation. */
export function isOrdered(kind: ColumnKind): boolean {
  return kind !== 'text' && kind !== 'uuid' && kind !== 'boolean';
}

const INTEGER_LIMIT = 2 ** 31;
const BIGINT_LIMIT = 2n ** 63n;
const WHOLE = /^-?\d{1,19}$/;
const DECIMAL = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Brings a literal, a viewer's attribute or a row's value into comparable form; undefined for what is none. */
export function comparable(kind: ColumnKind, value: unknown): Comparable | undefined {
  return READERS[kind](value);
}

const READERS: Record<ColumnKind, (value: unknown) => Comparable | undefined> = {
  text: (value) => (typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : undefined),
  uuid: (value) => (isId(value) ? value.toLowerCase() : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  integer: (value) =>
    Number.isInteger(value) && Math.abs(Number(value) + 0.5) < INTEGER_LIMIT ? Number(value) : undefined,
  bigint: readBigint,
  numeric: readDecimal,
  double: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  moment: readMoment,
  date: readDay,
};

function readBigint(value: unknown): bigint | undefined {
  const isWhole =
    typeof value === 'bigint' || Number.isSafeInteger(value) || (typeof value === 'string' && WHOLE.test(value));
  if (!isWhole) return undefined;
  const whole = BigInt(value as bigint | number | string);
  return whole >= -BIGINT_LIMIT && whole < BIGINT_LIMIT ? whole : undefined;
}

function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(String(value)) ?? [];
  return whole === '' ? undefined : { digits: BigInt(sign + whole + fraction), scale: fraction.length };
}

function readMoment(value: unknown): number | undefined {
  const isMoment = value instanceof Date || (typeof value === 'string' && MOMENT.test(value));
  const milliseconds = isMoment ? new Date(value).getTime() : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function readDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !DAY.test(value)) return undefined;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? value : undefined;
}

/** Negative, zero or positive, as `Array.sort` has it. Both must be of one kind. */
export function compare(left: Comparable, right: Comparable): number {
  if (typeof left === 'object' && typeof right === 'object') return compareDecimals(left, right);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = scaled(left, scale) - scaled(right, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}
