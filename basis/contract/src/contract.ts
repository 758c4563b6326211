import type { Fields, ShapeOf } from './fields.ts';

/** A published entity: the part of an aggregate that others may rely on and keep copies of. */
export interface EntityContract<Name extends string = string, F extends Fields = Fields> {
  readonly kind: 'entity';
  /** `<service>.<Type>`, the service being the owner. */
  readonly name: Name;
  readonly version: number;
  readonly fields: F;
}

/** Something that happened to an aggregate, in the past tense. */
export interface EventContract<Name extends string = string, F extends Fields = Fields> {
  readonly kind: 'event';
  readonly name: Name;
  readonly version: number;
  readonly of: EntityContract;
  readonly fields: F;
}

/** Work that one service asks of another: carried out until it is done or has failed for a declared reason. */
export interface TaskContract<
  Name extends string = string,
  Input extends Fields = Fields,
  Output extends Fields = Fields,
  Failure extends string = string,
> {
  readonly kind: 'task';
  readonly name: Name;
  readonly version: number;
  readonly input: Input;
  readonly output: Output;
  readonly failures: readonly Failure[];
}

/** What a contract's payload looks like in TypeScript: `PayloadOf<typeof Product>`. */
export type PayloadOf<C extends { readonly fields: Fields }> = ShapeOf<C['fields']>;

const NAME = /^[a-z][a-z0-9-]*\.[A-Za-z][A-Za-z0-9]*$/;

function checked<C extends { name: string; version: number }>(contract: C): C {
  if (!NAME.test(contract.name)) throw new TypeError(`A contract is named <service>.<Name>, not ${contract.name}.`);
  if (!Number.isInteger(contract.version) || contract.version < 1) {
    throw new TypeError(`The version of ${contract.name} is a whole number from 1, not ${contract.version}.`);
  }
  return Object.freeze(contract);
}

/**
 * Declares an entity that its owner publishes. The id is always there and is not listed.
 *
 * @example export const Product = entity('catalog.Product', 1, { name: text(), status: oneOf('DRAFT', 'ACTIVE') });
 */
export function entity<const Name extends string, F extends Fields>(
  name: Name,
  version: number,
  fields: F,
): EntityContract<Name, F> {
  return checked({ kind: 'entity', name, version, fields });
}

/**
 * Declares an event. Every event names the aggregate that it happened to.
 *
 * @example export const OrderPlaced = event('orders.OrderPlaced', 1, { of: Order, fields: { customerId: id() } });
 */
export function event<const Name extends string, F extends Fields>(
  name: Name,
  version: number,
  { of, fields }: { of: EntityContract; fields: F },
): EventContract<Name, F> {
  return checked({ kind: 'event', name, version, of, fields });
}

/**
 * Declares a task: its input, its output, and the reasons for which it may fail for good.
 *
 * @example export const authorise = task('payments-eg.authorise', 1, {
 *   input: { paymentId: id(), amount: money() }, output: { reference: text() }, failures: ['DECLINED'] });
 */
export function task<const Name extends string, I extends Fields, O extends Fields, const Failure extends string>(
  name: Name,
  version: number,
  { input, output, failures }: { input: I; output: O; failures: readonly Failure[] },
): TaskContract<Name, I, O, Failure> {
  return checked({ kind: 'task', name, version, input, output, failures });
}
