import type { GraphQLFormattedError } from 'graphql';
import type { ReadAfter } from './consistency.ts';
import type { Identity } from './identity.ts';

/** One GraphQL operation sent to a service. */
export interface GraphQLCall {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  /** In whose name the call is made; the service answers nothing without. */
  identity: Identity;
  requestId: string;
  /** The W3C trace context of the request, passed on as it came. */
  traceparent?: string;
  /** The client's `Idempotency-Key`: under it a mutation is carried out once. */
  idempotencyKey?: string;
  /** What was written before, and is to be seen by this call. */
  readAfter?: ReadAfter;
  /** Aborts the call; it then rejects with the signal's reason. A call without one ends after the client's own limit. */
  signal?: AbortSignal;
}

/** What a service answers, as on the wire: plain JSON values. */
export interface GraphQLResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/**
 * How one service is reached: over HTTP, or in this process without it. Both behave alike: variables and results are
 * copies as JSON makes them, a call runs in an async context of its own, and errors arrive as on the wire.
 */
export interface ServiceClient {
  readonly name: string;
  /**
   * Runs an operation. What the service refuses is in `errors`.
   *
   * @throws SubgraphUnavailableError when the service cannot be reached or does not answer in time;
   *   UnauthenticatedError when the identity has expired
   */
  execute(call: GraphQLCall): Promise<GraphQLResult>;
  /**
   * A route of the service. Of the request's URL, path and query count. Without an identity the service sees nobody.
   *
   * @throws SubgraphUnavailableError when the service cannot be reached or does not answer in time
   * @example await client.fetch(new Request('http://sso/internal/viewer', { method: 'POST', body }), identity)
   */
  fetch(request: Request, identity?: Identity): Promise<Response>;
}

/** How a service receives what a client sends: the other end of `ServiceClient`, on HTTP and in process. */
export interface ServiceHandlers {
  /** `call.identity` is verified. May throw: a StrataError is answered with its code, anything else is masked. */
  execute(call: GraphQLCall): Promise<GraphQLResult>;
  fetch(request: Request, identity?: Identity): Promise<Response>;
}
