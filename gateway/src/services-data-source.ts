import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { currentTraceparent, StrataError, SubgraphUnavailableError, withSpan } from '@strata/basis-core';
import type { GraphQLCall, Identity, ServiceClient } from '@strata/basis-network';
import { GraphQLError } from 'graphql';

/** What each operation of a client carries through the gateway. */
export interface GatewayContext {
  identity: Identity;
  requestId: string;
  idempotencyKey?: string;
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
    const { identity, requestId, idempotencyKey } = context as GatewayContext;
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const call: GraphQLCall = { query: request.query ?? '', identity, requestId, signal };
    if (request.variables) call.variables = request.variables;
    if (request.operationName) call.operationName = request.operationName;
    if (idempotencyKey !== undefined) call.idempotencyKey = idempotencyKey;
    try {
      return (await this.#send(call)) as Answer;
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
