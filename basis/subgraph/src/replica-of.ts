import { BigIntType } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { EntityContract, Field, Fields, ValueOf } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import { DateTime, Money } from '@strata/basis-graph';
import { propertiesOf, REPLICA, type ReplicaDeclaration } from '@strata/basis-messaging';
import { Directive, Field as GraphField, ID, Int, ObjectType } from 'type-graphql';

/** What a kept field is in a row: its value in the payload, but amounts as `Money` and moments as `Date`. */
export type Kept<F extends Field<unknown>> =
  | (F['kind'] extends 'money' ? Money : F['kind'] extends 'moment' ? Date : NonNullable<ValueOf<F>>)
  | Extract<ValueOf<F>, null>;

/** A row of a replica. */
export type ReplicaRow<F extends Fields, Name extends keyof F> = {
  id: string;
  /** The version of the owner's row that this one shows. */
  version: number;
  /** Of which filling of the replica it is. */
  generation: number;
} & { -readonly [N in Name]: Kept<F[N]> };

/** A replica's base class; the class that extends it says what it is called. */
export type ReplicaClass<F extends Fields, Name extends keyof F> = (abstract new () => ReplicaRow<F, Name>) & {
  readonly [REPLICA]: ReplicaDeclaration;
};

/** Which fields of a contract a replica has. */
export interface ReplicaFields<Name extends string, Served extends string = Name> {
  /**
   * Fields of the federated type, under the owner's rule: their names, or by name the GraphQL type where it does not
   * follow from the contract, as of an enumeration.
   */
  serve?: readonly Served[] | { readonly [N in Served]?: (() => unknown) | true };
  /** Fields for this service's own use. What is served is kept anyway. */
  keep?: readonly Name[];
}

/**
 * The base of a class that is another service's entity, kept here: its table, and its part of the federated type, at
 * once. Changes arrive by themselves; nothing of this service writes it. Properties are `id`, `version`, `generation`
 * and the fields, amounts being `Money`; in queries and indexes an amount is its two columns, `priceMinor` and
 * `priceCurrency`.
 *
 * Each field's column may be null: a field that is added later is empty until the rows have been fetched anew.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` for a field that the contract has not, or whose GraphQL type must be given
 * @example @Entity() @ObjectType('Product') @Directive('@key(fields: "id")') @Public()
 *   export class ProductReplica extends replicaOf(catalog.Product, { serve: ['name'], keep: ['status', 'price'] }) {}
 */
export function replicaOf<
  F extends Fields,
  Served extends keyof F & string = never,
  Name extends keyof F & string = never,
>(
  contract: EntityContract<string, F>,
  { serve = [], keep = [] }: ReplicaFields<Name, Served>,
): ReplicaClass<F, Name | Served> {
  const types = (Array.isArray(serve) ? Object.fromEntries(serve.map((name) => [name, true])) : serve) as ServedTypes;
  const serves = Object.keys(types);
  const fields = [...new Set([...serves, ...keep])];
  checkFields(contract, fields);
  abstract class Replica {
    static readonly [REPLICA]: ReplicaDeclaration = { contract, fields, serves };
  }
  ObjectType(`${contract.name.replaceAll(/\W/g, '_')}Replica`)(Replica);
  PrimaryKey({ type: 'uuid' })(Replica.prototype, 'id');
  GraphField(() => ID)(Replica.prototype, 'id');
  Property({ type: new BigIntType('number') })(Replica.prototype, 'version');
  Property({ type: 'integer' })(Replica.prototype, 'generation');
  for (const name of fields) keepField(Replica.prototype, name, contract.fields[name] as Field<unknown>);
  for (const name of serves) serveField(Replica.prototype, name, contract, types[name]);
  return Replica as never;
}

type ServedTypes = Readonly<Record<string, (() => unknown) | true | undefined>>;

const RESERVED = ['id', 'version', 'generation'];

function checkFields({ name, fields }: EntityContract, chosen: readonly string[]): void {
  const wrong = chosen.find((each) => fields[each] === undefined || RESERVED.includes(each));
  if (wrong === undefined) return;
  throw fault(`${name} has no field ${wrong} that a replica could keep. It has: ${Object.keys(fields).join(', ')}.`);
}

function fault(message: string): StrataError {
  return new StrataError('SUBGRAPH_DEFINITION', message, 500);
}

function keepField(prototype: object, name: string, field: Field<unknown>): void {
  const properties = propertiesOf(name, field);
  const [minor = '', currency = ''] = properties;
  if (field.kind !== 'money') {
    Property({ ...columnOf(field), nullable: true })(prototype, name);
    return;
  }
  Property({ type: new BigIntType('bigint'), nullable: true })(prototype, minor);
  Property({ type: 'character', length: 3, nullable: true })(prototype, currency);
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: Record<string, bigint | string | null>) {
      const [amount, code] = [this[minor], this[currency]];
      return amount == null || code == null ? null : Money.of(amount, String(code));
    },
    set(this: Record<string, bigint | string | null>, value: Money | null) {
      this[minor] = value?.minor ?? null;
      this[currency] = value?.currency ?? null;
    },
  });
}

function columnOf({ kind }: Field<unknown>) {
  switch (kind) {
    case 'id':
      return { type: 'uuid' };
    case 'whole':
      return { type: new BigIntType('number') };
    case 'flag':
      return { type: 'boolean' };
    case 'moment':
      return { type: 'datetime', length: 3 };
    case 'list':
    case 'record':
      return { type: 'json', columnType: 'jsonb' };
    default:
      return { type: 'text' };
  }
}

function serveField(
  prototype: object,
  name: string,
  contract: EntityContract,
  given: (() => unknown) | true | undefined,
): void {
  const field = contract.fields[name] as Field<unknown>;
  const type = typeof given === 'function' ? given : GRAPHQL_TYPES[field.kind];
  if (type === undefined) {
    throw fault(`What ${contract.name}.${name} is in GraphQL must be given: serve: { ${name}: () => … }.`);
  }
  GraphField(type as () => ObjectConstructor, { nullable: field.optional })(prototype, name);
  Directive('@shareable')(prototype, name);
}

const GRAPHQL_TYPES: Partial<Record<Field<unknown>['kind'], () => unknown>> = {
  id: () => ID,
  text: () => String,
  whole: () => Int,
  flag: () => Boolean,
  moment: () => DateTime,
  money: () => Money,
};
