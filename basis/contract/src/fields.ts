declare const typeOfValue: unique symbol;

/** A field of a contract: what it is on the wire (JSON), and, in `T`, what it is in TypeScript. */
export interface Field<T> {
  readonly kind: 'id' | 'text' | 'whole' | 'flag' | 'moment' | 'money' | 'oneOf' | 'list' | 'record';
  readonly optional: boolean;
  /** Only for `oneOf`: the allowed values. */
  readonly values?: readonly string[];
  /** Only for `list`: what it holds. */
  readonly item?: Field<unknown>;
  /** Only for `record`: its fields. */
  readonly fields?: Fields;
  /** Only in the type system. */
  readonly [typeOfValue]?: T;
}

/** The fields of a record, by name. */
export type Fields = { readonly [name: string]: Field<unknown> };

/** What a field's value is in TypeScript. */
export type ValueOf<F extends Field<unknown>> = F extends Field<infer T> ? T : never;

/** The TypeScript shape of a set of fields. */
export type ShapeOf<F extends Fields> = { [K in keyof F]: ValueOf<F[K]> };

/** An amount of money on the wire: minor units as a decimal integer string, exact, and an ISO 4217 code. */
export interface WireMoney {
  minor: string;
  currency: string;
}

/** A UUID in its canonical form. */
export const id = (): Field<string> => ({ kind: 'id', optional: false });
/** Text without NUL. */
export const text = (): Field<string> => ({ kind: 'text', optional: false });
/** A whole number that a double holds exactly. */
export const whole = (): Field<number> => ({ kind: 'whole', optional: false });
/** True or false. */
export const flag = (): Field<boolean> => ({ kind: 'flag', optional: false });
/** A moment, as an ISO 8601 string in UTC. */
export const moment = (): Field<string> & { readonly kind: 'moment' } => ({ kind: 'moment', optional: false });
/** An exact amount with its currency. */
export const money = (): Field<WireMoney> & { readonly kind: 'money' } => ({ kind: 'money', optional: false });
/** One of the given words. */
export const oneOf = <const V extends readonly string[]>(...values: V): Field<V[number]> => ({
  kind: 'oneOf',
  optional: false,
  values,
});
/** Any number of the same. */
export const list = <T>(item: Field<T>): Field<readonly T[]> => ({ kind: 'list', optional: false, item });
/** A group of fields, such as one line of an order. */
export const record = <F extends Fields>(fields: F): Field<ShapeOf<F>> => ({ kind: 'record', optional: false, fields });
/** The same field, which may be null. */
export const optional = <F extends Field<unknown>>(field: F): Field<ValueOf<F> | null> & Pick<F, 'kind'> =>
  ({ ...field, optional: true }) as Field<ValueOf<F> | null> & Pick<F, 'kind'>;
