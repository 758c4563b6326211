import { formatError } from '@strata/basis-graph';
import type { GraphQLResult } from '@strata/basis-network';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Context } from './context.ts';

/** Operations kept parsed and validated; the gateway's plans send the same few hundred again and again. */
const MAX_CACHED_DOCUMENTS = 1_000;
/** Tokens of one operation; the gateway's limit is lower. */
const MAX_TOKENS = 20_000;

/** The schema, and whether its errors may say what went wrong inside. */
export interface ExecutorOptions {
  schema: GraphQLSchema;
  development: boolean;
}

/** One GraphQL operation, as it came over the wire. */
export interface Operation {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
}

/** A prepared operation, or what is wrong with it. */
type Prepared = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Runs an operation for a request. Errors are in the result; it does not reject. */
export type Executor = (operation: Operation, context: Context) => Promise<GraphQLResult>;

/** Runs operations on a subgraph's schema, each parsed and validated once. */
export function createExecutor({ schema, development }: ExecutorOptions): Executor {
  const open = new LRUCache<string, Prepared>({ max: MAX_CACHED_DOCUMENTS });
  const closed = new LRUCache<string, Prepared>({ max: MAX_CACHED_DOCUMENTS });

  function prepared(query: string, mayIntrospect: boolean): Prepared {
    const cache = mayIntrospect ? open : closed;
    const known = cache.get(query);
    if (known !== undefined) return known;
    const fresh = prepare(schema, query, mayIntrospect);
    cache.set(query, fresh);
    return fresh;
  }

  return async (operation, context) => {
    const operator = context.viewer.policy.grants.some((grant) => grant.permission === 'platform:introspect');
    const known = prepared(operation.query, development || operator);
    if ('errors' in known) return { errors: known.errors.map((error) => report(error, context, development)) };
    const result = await execute({
      schema,
      document: known.document,
      contextValue: context,
      variableValues: operation.variables ?? {},
      operationName: operation.operationName ?? null,
    });
    if (result.errors === undefined) return { data: result.data ?? null };
    return { data: result.data ?? null, errors: result.errors.map((error) => report(error, context, development)) };
  };
}

function prepare(schema: GraphQLSchema, query: string, mayIntrospect: boolean): Prepared {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const rules = mayIntrospect ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = [...validate(schema, document, rules)];
    if (!mayIntrospect && asksForService(document)) errors.push(new GraphQLError('The schema is not shown here.'));
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? error : new GraphQLError('The query could not be read.')] };
  }
}

function asksForService(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === 'OperationDefinition' &&
      definition.selectionSet.selections.some((field) => field.kind === 'Field' && field.name.value === '_service'),
  );
}

function report(error: GraphQLError, context: Context, development: boolean) {
  const formatted = formatError(error, { development, requestId: context.requestId });
  const code = formatted.extensions?.code;
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'OUTBOX_UNAVAILABLE') {
    context.logger.error({ err: error.originalError ?? error, path: error.path }, 'a resolver failed');
  }
  return formatted;
}
