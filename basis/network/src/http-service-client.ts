import { type Logger, StrataError } from '@strata/basis-core';
import { unavailable } from './error-body.ts';
import type { IdentityIssuer } from './identity-issuer.ts';
import { IDENTITY_HEADER } from './identity-token.ts';
import {
  headersFromService,
  headersToService,
  IDEMPOTENCY_HEADER,
  REQUEST_ID_HEADER,
  requestIdFrom,
  TRACE_HEADER,
} from './request-headers.ts';
import type { GraphQLCall, GraphQLResult, ServiceClient } from './service-client.ts';

/** Which service is called, where, and with whose key. */
export interface HttpServiceClientOptions {
  /** The service that is called: the audience of its tokens. */
  name: string;
  /** Its origin, such as `http://catalog:4001`. */
  url: string;
  issuer: IdentityIssuer;
  /**
   * How long the service may take to begin its answer; a GraphQL answer must be complete by then. A GraphQL call that
   * brings a signal says with it how long it may take itself.
   */
  timeoutMs: number;
  logger: Logger;
}

/** Statuses by which a proxy or a closing server says that nobody carried the call out. */
const UNAVAILABLE_STATUSES = new Set([502, 503, 504]);

/**
 * A client that calls a service over HTTP: `POST {url}/graphql`, and routes at `{url}{path}`.
 *
 * @example const catalog = createHttpServiceClient({ name: 'catalog', url, issuer, timeoutMs: 10_000, logger });
 */
export function createHttpServiceClient(options: HttpServiceClientOptions): ServiceClient {
  const { name, issuer, timeoutMs, logger } = options;
  const origin = new URL(options.url).origin;

  function failure(error: unknown, signal?: AbortSignal | null): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof StrataError) return error;
    // Without the stack: it is fetch's own, and while a service is down there is one such line a request.
    logger.warn({ to: name, reason: reasonOf(error) }, 'a service cannot be reached');
    return unavailable(name, error);
  }

  async function send(call: GraphQLCall, token: string): Promise<GraphQLResult> {
    const { query, variables, operationName, readAfter } = call;
    const extensions = readAfter && { consistency: readAfter };
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: headersOf(call, token),
      body: JSON.stringify({ query, variables, operationName, extensions }),
      signal: call.signal ?? AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    return resultOf(response, name);
  }

  async function fetchRoute(request: Request, token?: string): Promise<Response> {
    const headers = headersToService(request.headers);
    headers.set('accept-encoding', 'identity');
    headers.set(REQUEST_ID_HEADER, requestIdFrom(headers.get(REQUEST_ID_HEADER)));
    if (token !== undefined) headers.set(IDENTITY_HEADER, token);
    const { pathname, search } = new URL(request.url);
    const tooLate = new AbortController();
    const timer = setTimeout(() => tooLate.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    try {
      const response = await fetch(origin + pathname + search, {
        method: request.method,
        headers,
        signal: AbortSignal.any([request.signal, tooLate.signal]),
        redirect: 'manual',
        ...(request.body && { body: request.body, duplex: 'half' }),
      });
      const { status, statusText } = response;
      return new Response(response.body, { status, statusText, headers: headersFromService(response.headers) });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    name,
    async execute(call) {
      const token = await issuer.tokenFor(call.identity, name);
      return send(call, token).catch((error: unknown) => {
        throw failure(error, call.signal);
      });
    },
    async fetch(request, identity) {
      const token = identity && (await issuer.tokenFor(identity, name));
      return fetchRoute(request, token).catch((error: unknown) => {
        throw failure(error, request.signal);
      });
    },
  };
}

function headersOf(call: GraphQLCall, token: string): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    [IDENTITY_HEADER]: token,
    [REQUEST_ID_HEADER]: call.requestId,
  };
  if (call.traceparent !== undefined) headers[TRACE_HEADER] = call.traceparent;
  if (call.idempotencyKey !== undefined) headers[IDEMPOTENCY_HEADER] = call.idempotencyKey;
  return headers;
}

async function resultOf(response: Response, name: string): Promise<GraphQLResult> {
  const text = await response.text();
  if (UNAVAILABLE_STATUSES.has(response.status)) throw unavailable(name, new Error(`status ${response.status}`));
  try {
    const result: unknown = JSON.parse(text);
    if (isResult(result)) return result;
  } catch {
    // Not JSON: whoever answered is not the service. Reported below.
  }
  throw unavailable(name, new Error(`status ${response.status}, not a GraphQL answer`));
}

function isResult(value: unknown): value is GraphQLResult {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

/** What fetch says is only that it failed; why stands in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
