import type { EntityClass, ObjectQuery } from '@mikro-orm/core';
import type { Viewer } from '@strata/basis-core';
import { asksFor, loader, type ReferenceResolver, reference } from '@strata/basis-graph';
import { type ReplicaDeclaration, replicaDeclaration } from '@strata/basis-messaging';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';

/** Which rows of a replica a viewer may see: the owner's rule, `rows(viewer, 'products:read', ProductReplica)`. */
export type ReplicaRule<T extends object> = (viewer: Viewer) => ObjectQuery<T>;

/**
 * The copy of another service's row, for a field that leads to it: one query for all that a request asks for. Null
 * where there is none, or none that the viewer may see. Where the operation asks for no served field of it, it is just
 * the key, and nothing is read: what other subgraphs know of it is there even if there is no copy yet.
 *
 * @example @FieldResolver(() => ProductReplica, { nullable: true })
 *   product(@Root() { productId }: OrderLine, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
 *     return loadReplica(ProductReplica, productId, context, info, visible);
 *   }
 */
export async function loadReplica<T extends { id: string }>(
  replica: EntityClass<T>,
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
  rule: ReplicaRule<T> = everyRow,
): Promise<T | null> {
  if (!asksFor(info, declarationOf(replica).serves)) return { id } as T;
  const load = async (ids: readonly string[]) => {
    const found = new Map((await findRows(replica, ids, context, rule)).map((row) => [row.id, row]));
    return ids.map((each) => found.get(each) ?? null);
  };
  return loader<string, T | null>(context, `replica:${replica.name}`, load).load(id);
}

/**
 * The reference to a type of another service that this one keeps a replica of, and may add fields to.
 *
 * @example references: [replicaReference(ProductReplica, (viewer) => rows(viewer, 'products:read', ProductReplica))]
 */
export function replicaReference<T extends { id: string }>(
  replica: EntityClass<T>,
  rule: ReplicaRule<T> = everyRow,
): ReferenceResolver {
  const { contract, serves } = declarationOf(replica);
  const [owner = ''] = contract.name.split('.');
  const load = (ids: readonly string[], context: Context) => findRows(replica, ids, context, rule);
  return reference<T, Context>(replica as new () => T, { key: 'id', owner, serves, load });
}

function findRows<T extends { id: string }>(
  replica: EntityClass<T>,
  ids: readonly string[],
  { em, viewer }: Context,
  rule: ReplicaRule<T>,
): Promise<T[]> {
  const where: object = { $and: [{ id: { $in: [...ids] } }, rule(viewer)] };
  return em.find(replica, where as ObjectQuery<T>) as Promise<T[]>;
}

const everyRow = () => ({});

function declarationOf(replica: EntityClass<object>): ReplicaDeclaration {
  const declaration = replicaDeclaration(replica);
  if (declaration === undefined) throw new TypeError(`${replica.name} is no replica.`);
  return declaration;
}
