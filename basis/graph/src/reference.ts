import { BadUserInputError, isId, StrataError } from '@strata/basis-core';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphContext } from './context.ts';
import { loader } from './loader.ts';
import { asksFor } from './selection.ts';

/** What the gateway sends for an entity: its type's name, one of its keys, and what `@requires` asks for. */
export type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** An object type's class, with whatever constructor. */
export type ObjectClass<T extends object = object> = abstract new (...args: never[]) => T;

/** By which key an entity is found, and how. */
export interface ReferenceOptions<T extends object, C extends GraphContext> {
  /** The key's field: `id`. One `reference` for each key. */
  key: string;
  /**
   * Loads the entities of one request with one query, under the viewer's row filter, in any order; a key that finds
   * nothing is left out, or null. Without it, the representation itself is the entity: for a type of another
   * subgraph to which this one only adds fields.
   */
  load?: (keys: readonly string[], context: C) => Promise<readonly (T | null)[]>;
  /** The subgraph that owns the type, where it is not this one: its type is extended in the SDL. */
  owner?: string;
  /**
   * The owner's fields that this subgraph serves. `load` is asked only where one of them is asked for; otherwise the
   * representation itself is the entity.
   */
  serves?: readonly string[];
}

/** How a subgraph finds the entities of one type that the gateway refers to. */
export interface ReferenceResolver {
  readonly type: ObjectClass;
  readonly key: string;
  readonly owner: string | undefined;
  resolve(representation: Representation, context: GraphContext, info?: GraphQLResolveInfo): Promise<object | null>;
}

/**
 * Declares how entities are found by a key: one query for all that one request refers to.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` when there is neither a loader nor an owner
 * @example reference(Product, { key: 'id', load: (ids, { em, viewer }: Context) =>
 *   em.find(Product, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'products:read', Product)] }) })
 * @example reference(Product, { key: 'id', owner: 'catalog' }) // reviews adds fields to catalog's products
 */
export function reference<T extends object, C extends GraphContext>(
  type: ObjectClass<T>,
  { key, load, owner, serves }: ReferenceOptions<T, C>,
): ReferenceResolver {
  if (load === undefined && owner === undefined) {
    throw new StrataError('SUBGRAPH_DEFINITION', `reference(${type.name}) needs load, or the type's owner`, 500);
  }
  return {
    type,
    key,
    owner,
    // Async, so that what is wrong with one representation rejects that one alone.
    async resolve(representation, context, info) {
      const value = keyOf(representation, key);
      const isAsked = serves === undefined || info === undefined || asksFor(info, serves);
      if (load === undefined || !isAsked) return { ...representation, [key]: value };
      const find = (keys: readonly string[]) => inOrder(keys, key, () => load(keys, context as C));
      return loader(context, `reference:${representation.__typename}.${key}`, find).load(value);
    },
  };
}

/** @throws BadUserInputError for a representation whose key is none, so that no malformed id reaches SQL */
function keyOf(representation: Representation, key: string): string {
  const value = representation[key];
  const valid = key === 'id' ? isId(value) : typeof value === 'string' && !value.includes('\0');
  if (!valid) {
    throw new BadUserInputError(`${representation.__typename}.${key} is not a valid key.`, {
      details: { field: `representations.${key}` },
    });
  }
  return key === 'id' ? String(value).toLowerCase() : String(value);
}

async function inOrder<T extends object>(
  keys: readonly string[],
  key: string,
  load: () => Promise<readonly (T | null)[]>,
): Promise<(T | null)[]> {
  const found = new Map<unknown, T>();
  for (const row of await load()) {
    if (row !== null) found.set((row as Record<string, unknown>)[key], row);
  }
  return keys.map((value) => found.get(value) ?? null);
}
