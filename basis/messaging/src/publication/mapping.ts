import type { Collection, Reference } from '@mikro-orm/core';
import type { Field, Fields, WireMoney } from '@strata/basis-contract';

type KeyOf<E> = Extract<keyof E, string>;
type Scalar = string | number | bigint | boolean | Date;
/** An entity behind MikroORM's `Ref`, or as it is. */
type Unwrapped<V> = V extends Reference<infer R> ? R : V;
type IsNullable<V> = null extends V ? true : undefined extends V ? true : false;

/** Whether a property's value may stand in a field: text may be a date (a moment) or a word of an enum. */
type Fits<V, T> = [NonNullable<V>] extends [never]
  ? false
  : IsNullable<V> extends true
    ? null extends T
      ? FitsValue<NonNullable<V>, NonNullable<T>>
      : false
    : FitsValue<V, NonNullable<T>>;
type FitsValue<V, T> = [T] extends [string]
  ? string extends T
    ? [V] extends [string | Date]
      ? true
      : false
    : [V] extends [T]
      ? true
      : [V] extends [string]
        ? // an enum's member is no subtype of its own text
          [`${V}`] extends [T]
          ? true
          : false
        : false
  : [T] extends [number]
    ? [V] extends [number | bigint]
      ? true
      : false
    : [T] extends [boolean]
      ? [V] extends [boolean]
        ? true
        : false
      : false;

/** Paths of an entity to a column that fits: a property, or `product.id`, or a part of an embedded object. */
type PathTo<E, T> = {
  [K in KeyOf<E>]: NonNullable<E[K]> extends Scalar
    ? Fits<E[K], T> extends true
      ? K
      : never
    : NonNullable<E[K]> extends Collection<object> | readonly unknown[] | ((...args: never) => unknown)
      ? never
      : PathThrough<E, K, T>;
}[KeyOf<E>];
type PathThrough<E, K extends KeyOf<E>, T> =
  NonNullable<Unwrapped<NonNullable<E[K]>>> extends infer Inner
    ? {
        [P in KeyOf<Inner>]: Inner[P] extends Scalar | null | undefined
          ? Fits<IsNullable<E[K]> extends true ? Inner[P] | null : Inner[P], T> extends true
            ? `${K}.${P}`
            : never
          : never;
      }[KeyOf<Inner>]
    : never;

type ItemOf<E, K> = K extends keyof E ? (E[K] extends Collection<infer C extends object> ? C : never) : never;
type CollectionKey<E> = { [K in KeyOf<E>]: E[K] extends Collection<object> ? K : never }[KeyOf<E>];
type IsList<T> = [T] extends [readonly unknown[]] ? true : false;
type IsMoney<T> = [T] extends [WireMoney] ? ([WireMoney] extends [T] ? true : false) : false;

/** How one field is filled from a row. */
type FieldMapping<E, T> =
  IsList<NonNullable<T>> extends true
    ? ListMapping<E, NonNullable<T> extends readonly (infer Item)[] ? Item : never>
    : NonNullable<T> extends Scalar
      ? PathTo<E, T>
      : IsMoney<NonNullable<T>> extends true
        ? MoneyMapping<E, T>
        : ShapeMapping<E, NonNullable<T>>;

/** An amount: a whole column of minor units, and a column of the currency. */
interface MoneyMapping<E, T> {
  minor: PathTo<E, null extends T ? number | null : number>;
  currency: PathTo<E, null extends T ? string | null : string>;
}

/** A list: the rows of a collection, each as a record or as one value. */
type ListMapping<E, Item> = {
  [K in CollectionKey<E>]: NonNullable<Item> extends Scalar
    ? { each: K; value: PathTo<ItemOf<E, K>, Item> }
    : { each: K } & ShapeMapping<ItemOf<E, K>, NonNullable<Item>>;
}[CollectionKey<E>];

/** Whether a field is filled without a word: the entity has a property of its name that fits. */
type IsGiven<E, K, T> =
  K extends KeyOf<E> ? (NonNullable<T> extends Scalar ? (K extends PathTo<E, T> ? true : false) : false) : false;
type GivenKey<E, S> = { [K in keyof S]: IsGiven<E, K, S[K]> extends true ? K : never }[keyof S];
type ShapeMapping<E, S> = { [K in Exclude<keyof S, GivenKey<E, S>>]: FieldMapping<E, S[K]> } & {
  [K in GivenKey<E, S>]?: FieldMapping<E, S[K]>;
};

/**
 * How a contract's fields are filled from an entity's columns. A field whose property has the same name and fits may be
 * left out; the others are a path (`'product.id'`), an amount (`{ minor: 'priceMinor', currency: 'currency' }`), a list
 * (`{ each: 'lines', … }` with the mapping of each row, or `{ each: 'tags', value: 'id' }`), or a mapping in braces.
 */
export type Mapping<E, F extends Fields> = ShapeMapping<E, { [K in keyof F]: F[K] extends Field<infer T> ? T : never }>;

/** A mapping once its types are gone. */
export type MappingTree = { readonly [name: string]: string | MappingTree };
