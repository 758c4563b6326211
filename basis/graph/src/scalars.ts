import { BadUserInputError } from '@strata/basis-core';
import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { isCurrency } from './currency.ts';

const DECIMAL = /^-?(0|[1-9]\d{0,27})(\.\d{1,10})?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** An exact decimal number as a string: `"19.99"`. In resolvers, the same string. */
export const Decimal = textScalar(
  'Decimal',
  'An exact decimal number, as a string such as "19.99".',
  (text) => (DECIMAL.test(text) ? text : undefined),
  (value) => (typeof value === 'string' && DECIMAL.test(value) ? value : undefined),
);

/** A moment in ISO 8601 with a time zone, such as `2026-01-31T12:00:00Z`. In resolvers, a `Date`. */
export const DateTime = textScalar(
  'DateTime',
  'A moment in ISO 8601 with its time zone, such as "2026-01-31T12:00:00.000Z". Answered in UTC.',
  readMoment,
  (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined),
);

/** An ISO 4217 currency code: `"EUR"`. In resolvers, the same string. */
export const CurrencyCode = textScalar(
  'CurrencyCode',
  'A currency, as its ISO 4217 code such as "EUR".',
  (text) => (isCurrency(text) ? text : undefined),
  (value) => (typeof value === 'string' && isCurrency(value) ? value : undefined),
);

/** Any JSON value, such as the payload of a message. In resolvers, the value. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  parseValue: storable,
  parseLiteral: (node, variables) => storable(valueFromASTUntyped(node, variables)),
  serialize: (value) => value,
});

/** What PostgreSQL would not keep as jsonb is refused: it knows neither NUL nor half of a surrogate pair. */
function storable(value: unknown): unknown {
  const escapes = (JSON.stringify(value) ?? 'null').replaceAll('\\\\', '');
  if (/\\u(0000|d[89a-f])/.test(escapes)) {
    throw new BadUserInputError('A text in JSON must be well-formed Unicode without NUL characters.');
  }
  return value;
}

function readMoment(text: string): Date | undefined {
  if (!MOMENT.test(text)) return undefined;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return undefined;
  // JavaScript takes 31 February for 3 March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return day.toISOString().startsWith(text.slice(0, 10)) ? moment : undefined;
}

/** A scalar that travels as a string; `read` and `write` answer undefined for what is none. */
function textScalar<T>(
  name: string,
  description: string,
  read: (text: string) => T | undefined,
  write: (value: unknown) => string | undefined,
): GraphQLScalarType<T, string> {
  const parse = (value: unknown): T => {
    const parsed = typeof value === 'string' ? read(value) : undefined;
    if (parsed === undefined) throw new BadUserInputError(`${shown(value)} is no ${name}.`);
    return parsed;
  };
  return new GraphQLScalarType<T, string>({
    name,
    description,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
    serialize: (value) => {
      const written = write(value);
      if (written === undefined) throw new Error(`A resolver returned what is no ${name}.`);
      return written;
    },
  });
}

/** What was given, short enough for a message. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `A ${typeof value}`;
}
