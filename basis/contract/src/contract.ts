import type { Fields, ShapeOf } from './fields.ts';

/** A published entity: the part of an aggregate that others may rely on and keep copies of. */
export interface EntityContract<Name extends string = string, F extends Fields = Fields> {
  readonly kind: 'entity';
  /** `<service>.<Type>`, the service being the owner. */
  readonly name: Name;
  readonly version: number;
  readonly fields: F;
}

/** A row by its id: the aggregate that something happened to. */
export interface AggregateRef {
  readonly id: string;
}

/** How a task is asked for. */
export interface TaskOptions {
  /**
   * Asked for twice under one key, by whomever, it is carried out once, and both get its outcome; times are those of
   * the first asking. After it failed, expired or was cancelled, the key is free again. Default: another task each time.
   */
  readonly key?: string;
  /** Not before this long from now. */
  readonly delayMs?: number;
  /** Not before this moment. */
  readonly dueAt?: Date;
  /** Given up, with the outcome `expired`, when it is not done by then. Default: tried for ever. */
  readonly deadlineMs?: number;
}

/** What a unit of work emits: made by calling an event's or a task's contract. */
export interface Emission {
  readonly contract: EventContract | TaskContract;
  readonly aggregate: AggregateRef;
  /** Of an event its fields, of a task its input. */
  readonly payload: object;
  readonly options?: TaskOptions;
  /** Of a task: the id that it is to have, when somebody wants to know it beforehand. Default: a new one. */
  readonly id?: string;
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

/** What an sdk package publishes. */
export type Contract = EntityContract | EventContract | TaskContract;

/** What a contract's payload looks like in TypeScript: `PayloadOf<typeof Product>`. */
export type PayloadOf<C extends { readonly fields: Fields }> = ShapeOf<C['fields']>;

const NAME = /^[a-z][a-z0-9-]*\.[A-Za-z][A-Za-z0-9]*$/;

function check(contract: { name: string; version: number }): void {
  if (!NAME.test(contract.name)) throw new TypeError(`A contract is named <service>.<Name>, not ${contract.name}.`);
  if (!Number.isInteger(contract.version) || contract.version < 1) {
    throw new TypeError(`The version of ${contract.name} is a whole number from 1, not ${contract.version}.`);
  }
}

/** A function cannot be given a `name` by assignment, only by definition. */
function callable<C extends { name: string; version: number }>(make: unknown, contract: object): C {
  const properties = Object.entries(contract).map(([key, value]) => [key, { value, enumerable: true }]);
  return Object.freeze(Object.defineProperties(make, Object.fromEntries(properties)) as C);
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
  check({ name, version });
  return Object.freeze({ kind: 'entity', name, version, fields });
}

/**
 * Declares an event. Every event names the aggregate that it happened to; called with it, the contract makes what
 * `emit` takes: `emit(OrderPlaced(order, { customerId }))`.
 *
 * @example export const OrderPlaced = event('orders.OrderPlaced', 1, { of: Order, fields: { customerId: id() } });
 */
export function event<const Name extends string, F extends Fields>(
  name: Name,
  version: number,
  { of, fields }: { of: EntityContract; fields: F },
): EventContract<Name, F> & ((aggregate: AggregateRef, payload: ShapeOf<F>) => Emission) {
  check({ name, version });
  const contract: EventContract<Name, F> & ((aggregate: AggregateRef, payload: ShapeOf<F>) => Emission) = callable(
    (aggregate: AggregateRef, payload: object): Emission => ({ contract, aggregate, payload }),
    { kind: 'event', name, version, of, fields },
  );
  return contract;
}

/**
 * Declares a task: its input, its output, and the reasons for which it may fail for good. Called with the asker's
 * aggregate, the contract makes what `emit` takes: `emit(authorise(payment, { amount }, { deadlineMs: 60_000 }))`.
 *
 * @example export const authorise = task('payments-eg.authorise', 1, {
 *   input: { paymentId: id(), amount: money() }, output: { reference: text() }, failures: ['DECLINED'] });
 */
export function task<const Name extends string, I extends Fields, O extends Fields, const Failure extends string>(
  name: Name,
  version: number,
  { input, output, failures }: { input: I; output: O; failures: readonly Failure[] },
): TaskContract<Name, I, O, Failure> &
  ((aggregate: AggregateRef, input: ShapeOf<I>, options?: TaskOptions) => Emission) {
  check({ name, version });
  const contract: TaskContract<Name, I, O, Failure> &
    ((aggregate: AggregateRef, input: ShapeOf<I>, options?: TaskOptions) => Emission) = callable(
    (aggregate: AggregateRef, payload: object, options?: TaskOptions): Emission =>
      options === undefined ? { contract, aggregate, payload } : { contract, aggregate, payload, options },
    { kind: 'task', name, version, input, output, failures },
  );
  return contract;
}
