import { buildSubgraphSchema } from '@apollo/subgraph';
import type { EntityClass } from '@mikro-orm/core';
import { StrataError } from '@strata/basis-core';
import { type GraphQLResolveInfo, type GraphQLSchema, parse } from 'graphql';
import { buildSchema, createResolversMap } from 'type-graphql';
import type { GraphContext } from './context.ts';
import { permissionsUsed, referenceFaults, resourceEntities, subscriptionFaults, typeNameOf } from './graph-facts.ts';
import { guardInputs } from './input-guard.ts';
import type { PermissionCatalogue } from './permissions.ts';
import type { ObjectClass, ReferenceResolver, Representation } from './reference.ts';
import { guardRows } from './row-guard.ts';
import { collectRules, type Rules } from './rules.ts';
import { shieldFields } from './shield.ts';
import { FEDERATION_VERSION, printSubgraph } from './subgraph-sdl.ts';

/** All that a subgraph's schema is made of. */
export interface GraphOptions {
  /** The subgraph's name, for messages. */
  name: string;
  /** All resolver classes; there is no discovery. */
  resolvers: readonly ObjectClass[];
  /** Object types that no query of this subgraph returns. */
  orphanedTypes?: readonly ObjectClass[];
  /** How entities are found by their keys: one for each `@key`. */
  references?: readonly ReferenceResolver[];
  permissions: PermissionCatalogue;
  /** The federation specification that the SDL links to. Default: the newest that the pinned composer takes. */
  federationVersion?: string;
}

/** A subgraph's federated schema. */
export interface Graph {
  /** What composition reads. */
  readonly sdl: string;
  /** Executable, each protected field guarded. Its context is a `GraphContext`. */
  readonly schema: GraphQLSchema;
  /** The permissions that some field asks for, sorted. */
  readonly permissionsUsed: readonly string[];
  /** The classes whose columns a resource's conditions speak of: for `checkConditions`. */
  readonly resources: ReadonlyMap<string, EntityClass<object>>;
}

/**
 * Builds a subgraph's schema from its type-graphql classes: SDL with federation's directives, batched reference
 * resolvers, and a guard on each field that is not public.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` listing all faults: fields that are neither public nor protected,
 *   permissions that the catalogue has not, keys without a reference resolver
 * @example const { sdl, schema } = await buildGraph({ name: 'catalog', resolvers: [ProductResolver], permissions,
 *   references: [reference(Product, { key: 'id', load })] });
 */
export async function buildGraph(options: GraphOptions): Promise<Graph> {
  const { name, resolvers, orphanedTypes = [], references = [], permissions } = options;
  const referred = references.map(({ type }) => type);
  const declared = await buildSchema({
    resolvers: [...resolvers] as [ObjectClass, ...ObjectClass[]],
    orphanedTypes: [...orphanedTypes, ...referred],
    validate: false,
    skipCheck: true,
    pubSub: NO_SUBSCRIPTIONS,
  });
  const { rules, faults } = collectRules(declared, permissions);
  const extended = new Set(references.filter(({ owner }) => owner !== undefined).map((each) => typeNameOf(each.type)));
  const sdl = printSubgraph(declared, {
    rules,
    extended,
    federationVersion: options.federationVersion ?? FEDERATION_VERSION,
  });
  report(name, [...faults, ...referenceFaults(declared, references), ...subscriptionFaults(declared)]);
  const schema = executable(sdl, declared, references, rules);
  return { sdl, schema, permissionsUsed: permissionsUsed(rules), resources: resourceEntities(declared) };
}

/** type-graphql wants one before it builds a subscription, which is then refused with the other faults. */
const NO_SUBSCRIPTIONS = {
  publish: () => undefined,
  subscribe: (): never => {
    throw new Error('A subgraph has no subscriptions.');
  },
};

function report(name: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const list = faults.map((fault) => `  - ${fault}`).join('\n');
  throw new StrataError('SUBGRAPH_DEFINITION', `The graph of ${name} cannot be built:\n${list}`, 500);
}

function executable(
  sdl: string,
  declared: GraphQLSchema,
  references: readonly ReferenceResolver[],
  rules: Rules,
): GraphQLSchema {
  const resolvers = createResolversMap(declared) as Record<string, Record<string, unknown>>;
  for (const [name, ofType] of Map.groupBy(references, (each) => typeNameOf(each.type))) {
    resolvers[name] = { ...resolvers[name], __resolveReference: resolverOf(ofType) };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]); // never: Apollo's map type has no __resolveReference of ours
  guardRows(schema, rules);
  guardInputs(schema, declared);
  return shieldFields(schema, rules);
}

function resolverOf(references: readonly ReferenceResolver[]) {
  return (representation: Representation, context: GraphContext, info: GraphQLResolveInfo) => {
    const found = references.find(({ key }) => representation[key] !== undefined) ?? references[0];
    return found?.resolve(representation, context, info);
  };
}
