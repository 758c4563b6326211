import { createRequire } from 'node:module';
import { ForbiddenError, UnauthenticatedError, type Viewer } from '@strata/basis-core';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware, type IMiddlewareTypeMap } from 'graphql-middleware';
import type { GraphContext } from './context.ts';
import { grantsOf } from './policy-grants.ts';
import type { Rules } from './rules.ts';

// graphql-shield's ESM build imports `util.isUndefined`, which Node 23 removed; its CommonJS build only calls that in
// `chain` and `race`, which stay unused. Two builds mean two copies of graphql-middleware, which do not know each
// other's classes: so the generator is called here and only the plain map it makes is handed on.
const { shield, rule, deny } = createRequire(import.meta.url)('graphql-shield') as typeof import('graphql-shield');

type ShieldRule = ReturnType<ReturnType<typeof rule>>;
type RuleTree = Record<string, Record<string, ShieldRule>>;

/**
 * Puts a static rule on every protected field, "does the viewer hold P?": no rows, no cache, no logic rules. What is
 * asked for by an entity's reference is guarded alike, for the rules sit on the fields of the types.
 */
export function shieldFields(schema: GraphQLSchema, rules: Rules): GraphQLSchema {
  const tree = ruleTree(rules);
  if (Object.keys(tree).length === 0) return schema;
  const generator = shield(tree, {
    fallbackRule: deny,
    fallbackError: new ForbiddenError(),
    // An error of a resolver passes as it is: the subgraph's own mapping masks it, and shield's would hide its code.
    allowExternalErrors: true,
  });
  const map = generator.generate(schema) as IMiddlewareTypeMap;
  return applyMiddleware(schema, keepOnlyRuledFields(map, tree));
}

/** graphql-shield wraps every field of a schema, those without a rule in its fallback; only the ruled ones stay. */
function keepOnlyRuledFields(map: IMiddlewareTypeMap, tree: RuleTree): IMiddlewareTypeMap {
  const kept = Object.entries(tree).map(([typeName, fields]) => {
    const guards = map[typeName] as Record<string, unknown> | undefined;
    const entries = Object.keys(fields).map((field) => {
      const guard = guards?.[field];
      // An undefined value in a type's map would open the whole type: it stops the start instead.
      if (typeof guard !== 'function') throw new Error(`No guard was generated for ${typeName}.${field}.`);
      return [field, guard];
    });
    return [typeName, Object.fromEntries(entries)];
  });
  return Object.fromEntries(kept) as IMiddlewareTypeMap;
}

function ruleTree(rules: Rules): RuleTree {
  const tree: RuleTree = {};
  const byPermissions = new Map<string, ShieldRule>();
  for (const [typeName, fields] of rules) {
    for (const [fieldName, { permissions }] of fields) {
      if (permissions.length === 0) continue;
      const name = permissions.join(' ');
      const guard = byPermissions.get(name) ?? holdsAll(name, permissions);
      byPermissions.set(name, guard);
      tree[typeName] = { ...tree[typeName], [fieldName]: guard };
    }
  }
  return tree;
}

function holdsAll(name: string, permissions: readonly string[]): ShieldRule {
  const check = (_parent: unknown, _args: unknown, { viewer }: GraphContext) => {
    const missing = permissions.find((permission) => grantsOf(viewer, permission) === 'nothing');
    return missing === undefined ? true : refusal(viewer, missing);
  };
  return rule(name, { cache: 'no_cache' })(check);
}

/** The error of a viewer who lacks a permission: an anonymous one is asked to sign in. */
export function refusal(viewer: Viewer, permission: string): ForbiddenError | UnauthenticatedError {
  const options = { details: { permission } };
  return viewer.kind === 'anonymous'
    ? new UnauthenticatedError('Sign in to see or do this.', options)
    : new ForbiddenError(`You may not do this: it takes the permission ${permission}.`, options);
}
