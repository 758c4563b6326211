import type { EntityClass } from '@mikro-orm/core';
import { type GraphQLObjectType, type GraphQLSchema, isObjectType, Kind } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { accessOf, declaringClass } from './access.ts';
import { resourceOf } from './permissions.ts';
import type { ObjectClass, ReferenceResolver } from './reference.ts';
import type { Rules } from './rules.ts';

/** The GraphQL name of an object type's class. */
export function typeNameOf(type: ObjectClass): string {
  const known = getMetadataStorage().objectTypes.find(({ target }) => target === type);
  return known?.name ?? type.name;
}

/** The permissions that some field asks for, sorted. */
export function permissionsUsed(rules: Rules): string[] {
  const used = [...rules.values()].flatMap((fields) => [...fields.values()].flatMap(({ permissions }) => permissions));
  return [...new Set(used)].sort();
}

/** An entity's key without a reference resolver would be answered with nothing but itself. */
export function referenceFaults(schema: GraphQLSchema, references: readonly ReferenceResolver[]): string[] {
  const resolved = new Set(references.map(({ type, key }) => `${typeNameOf(type)}.${key}`));
  const declared = objectTypes(schema).flatMap((type) => keysOf(type).map((key) => `${type.name}.${key}`));
  const missing = declared.filter((key) => !resolved.has(key));
  const superfluous = [...resolved].filter((key) => !declared.includes(key));
  return [
    ...missing.map((key) => `${key} is a key without a reference(): list one in the manifest`),
    ...superfluous.map((key) => `reference() for ${key}, which is no @key`),
  ];
}

function keysOf(type: GraphQLObjectType): string[] {
  return (type.astNode?.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
    const argument = (wanted: string) => given.find((each) => each.name.value === wanted)?.value;
    const resolvable = argument('resolvable');
    const fields = argument('fields');
    if (name.value !== 'key' || fields?.kind !== Kind.STRING) return [];
    return resolvable?.kind === Kind.BOOLEAN && !resolvable.value ? [] : [fields.value];
  });
}

/** A rule on a subscription would run once, when it begins: subgraphs have none, live data is the gateway's matter. */
export function subscriptionFaults(schema: GraphQLSchema): string[] {
  return schema.getSubscriptionType()
    ? ['a subgraph has no subscriptions: rules would not hold for what they send']
    : [];
}

/** The class whose columns a resource's conditions speak of: the one whose own rule names the resource. */
export function resourceEntities(schema: GraphQLSchema): Map<string, EntityClass<object>> {
  const found = new Map<string, EntityClass<object>>();
  for (const type of objectTypes(schema)) {
    const access = accessOf(type.extensions);
    const entity = classOf(type);
    if (access === undefined || access === 'ambiguous' || access.kind !== 'allow' || entity === undefined) continue;
    for (const { permission, options } of access.demands) {
      if (options.through === undefined && options.rows !== 'result') found.set(resourceOf(permission), entity);
    }
  }
  return found;
}

function classOf(type: GraphQLObjectType): EntityClass<object> | undefined {
  const owner = declaringClass(type.extensions) as (new () => object) | undefined;
  const candidates = getMetadataStorage().objectTypes.filter(({ name }) => name === type.name);
  const found = candidates.find(({ target }) => target === owner || target.prototype instanceof (owner ?? Object));
  return found?.target as EntityClass<object> | undefined;
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
}
