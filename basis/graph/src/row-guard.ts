import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { defaultFieldResolver, isObjectType } from 'graphql';
import { can } from './can.ts';
import type { GraphContext } from './context.ts';
import { grantsOf } from './policy-grants.ts';
import { remember } from './remember.ts';
import type { RowRule, Rules } from './rules.ts';
import { refusal } from './shield.ts';

type Resolver = GraphQLFieldResolver<unknown, GraphContext>;

/** Decisions of one request, by permission and row. */
const decisions = new WeakMap<GraphContext, Map<string, WeakMap<object, boolean>>>();

/**
 * Asks, for each protected field, whether a conditional grant covers the row that the field belongs to: a resolver
 * that forgot its row filter then shows nothing. Changes the schema's resolvers in place.
 */
export function guardRows(schema: GraphQLSchema, rules: Rules): void {
  for (const [typeName, fields] of rules) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const [fieldName, rule] of fields) {
      const field = type.getFields()[fieldName];
      if (field === undefined || rule.rows.length === 0) continue;
      field.resolve = guarded(field.resolve ?? defaultFieldResolver, rule.rows);
    }
  }
}

function guarded(resolve: Resolver, rules: readonly RowRule[]): Resolver {
  return (parent, args, context, info) => {
    for (const rule of rules) {
      if (!mayRead(context, rule, parent)) throw refusal(context.viewer, rule.permission);
    }
    return resolve(parent, args, context, info);
  };
}

function mayRead(context: GraphContext, { permission, through }: RowRule, parent: unknown): boolean {
  if (grantsOf(context.viewer, permission) === 'everything') return true;
  const row = through === undefined ? parent : (parent as Record<string, unknown>)[through];
  if (typeof row !== 'object' || row === null) return false;
  const ofRequest = remember(decisions, context, () => new Map<string, WeakMap<object, boolean>>());
  const ofPermission = remember(ofRequest, permission, () => new WeakMap<object, boolean>());
  return remember(ofPermission, row, () => can(context.viewer, permission, unwrapped(row)));
}

/** MikroORM may hold a relation as a Reference. */
function unwrapped(row: object): object {
  return 'unwrap' in row && typeof row.unwrap === 'function' ? (row.unwrap() as object) : row;
}
