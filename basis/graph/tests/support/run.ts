import type { Viewer } from '@strata/basis-core';
import { type ExecutionResult, execute, type GraphQLFormattedError, parse, validate } from 'graphql';
import { formatError, type Graph } from '../../src/index.ts';
import { stranger } from './viewers.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its query
  data: any;
  errors: readonly GraphQLFormattedError[];
  /** The codes of the errors, in order. */
  codes: unknown[];
}

export interface Ask {
  viewer?: Viewer;
  variables?: Record<string, unknown>;
  context?: object;
}

/** Runs an operation as a subgraph's host does: parse, validate, execute, format the errors. */
export async function run({ schema }: Graph, query: string, ask: Ask = {}): Promise<Answer> {
  const { viewer = stranger, variables = {}, context = {} } = ask;
  const result = await answer();
  const errors = (result.errors ?? []).map((error) => formatError(error, { development: false, requestId: 'r1' }));
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors,
    codes: errors.map((e) => e.extensions?.code),
  };

  async function answer(): Promise<ExecutionResult> {
    const document = parse(query);
    const faults = validate(schema, document);
    if (faults.length > 0) return { errors: faults };
    const contextValue = { viewer, requestId: 'r1', ...context };
    return execute({ schema, document, variableValues: variables, contextValue });
  }
}

/** What the gateway asks for entities with. */
export const ENTITIES = (fields: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`;
