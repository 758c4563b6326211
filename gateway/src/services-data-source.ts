import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { currentTraceparent, StrataError, SubgraphUnavailableError, withSpan } from '@strata/basis-core';
import { consistencyOf, type GraphQLCall, type Identity, type ServiceClient } from '@strata/basis-network';
import { GraphQLError } from 'graphql';
import type { ReadYourWrites } from './read-your-writes.ts';

/** What each operation of a client carries through the gateway. */
export interface GatewayContext {
  identity: Identity;
  requestId: string;
  idempotencyKey?: string;
  consistency: ReadYourWrites;
}

type Options = GraphQLDataSourceProcessOptions<GatewayContext>;
type Answer = Awaited<ReturnType<GraphQLDataSource<GatewayContext>['process']>>;

/**
 * Stock @apollo/gateway's way to a subgraph, over our service client: with the viewer's identity, and with an error
 * that says nothing about where the subgraph is (stock's reads "request to http://127.0.0.1:4001/ failed").
 */
export class ServiceDataSource implements GraphQLDataSource<GatewayContext> {
  readonly #client: ServiceClient;
  readonly #timeoutMs: number;

  constructor(client: ServiceClient, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async process({ request, context }: Options): Promise<Answer> {
    const { identity, requestId, idempotencyKey, consistency } = context as GatewayContext;
    const readAfter = consistency.nextFetch();
    // While it waits, it waits for others: that is not counted against it. The signal alone says how long it may take.
    const signal = AbortSignal.timeout(Math.ceil(this.#timeoutMs + (readAfter?.waitMs ?? 0)));
    const call: GraphQLCall = { query: request.query ?? '', identity, requestId, signal };
    if (request.variables) call.variables = request.variables;
    if (request.operationName) call.operationName = request.operationName;
    if (idempotencyKey !== undefined) call.idempotencyKey = idempotencyKey;
    if (readAfter !== undefined) call.readAfter = readAfter;
    try {
      const result = await this.#send(call);
      consistency.learn(consistencyOf(result));
      return result as Answer;
    } catch (error) {
      const answered = signal.aborted ? new SubgraphUnavailableError() : error;
      if (!(answered instanceof StrataError)) throw error;
      return { errors: [asGraphQLError(answered)] } as Answer;
    }
  }

  #send(call: GraphQLCall) {
    const { name } = this.#client;
    const send = () => {
      const traceparent = currentTraceparent();
      return this.#client.execute(traceparent === undefined ? call : { ...call, traceparent });
    };
    return withSpan(`fetch ${name}`, { 'strata.service': 'gateway', 'peer.service': name }, send, { kind: 'client' });
  }
}

/** With an empty path, which the gateway completes to where the fetch stood. */
function asGraphQLError(error: StrataError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    path: [],
    extensions: { ...error.details, code: error.code },
  });
}
