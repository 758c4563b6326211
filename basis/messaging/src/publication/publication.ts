import type { EntityClass } from '@mikro-orm/core';
import type { EntityContract, Fields } from '@strata/basis-contract';
import type { Mapping, MappingTree } from './mapping.ts';

/** What a service shows of an entity: which rows, under which contract, through which mapping. */
export interface Publication {
  readonly kind: 'publication';
  readonly entity: EntityClass<object>;
  readonly contract: EntityContract;
  readonly mapping: MappingTree;
}

/**
 * Publishes an entity: each change of a row of it, however made, is a message to whoever keeps a copy. Only what the
 * contract lists goes out, by paths that are checked when this compiles and again when the service starts. Fields whose
 * property has the same name need no path. A published entity has a uuid `id` and a `version: true` property, and its
 * rows are never deleted.
 *
 * @example published(Order, contract.Order, {
 *   total: { minor: 'totalMinor', currency: 'currency' },
 *   lines: { each: 'lines', unitPrice: { minor: 'unitPriceMinor', currency: 'currency' } },
 * })
 */
export function published<E extends object, F extends Fields>(
  entity: EntityClass<E>,
  contract: EntityContract<string, F>,
  ...[mapping]: Record<never, never> extends Mapping<E, F> ? [mapping?: Mapping<E, F>] : [mapping: Mapping<E, F>]
): Publication {
  return Object.freeze({ kind: 'publication', entity, contract, mapping: (mapping ?? {}) as MappingTree });
}
