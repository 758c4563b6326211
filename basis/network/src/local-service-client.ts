import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, StrataError, SubgraphUnavailableError, systemClock, withRequest } from '@strata/basis-core';
import { errorAnswer, errorResponse, unavailable } from './error-body.ts';
import { assertSendable, type Identity, receiveIdentity } from './identity.ts';
import { serviceViewer } from './identity-verifier.ts';
import { headersFromService, headersToService, REQUEST_ID_HEADER, requestIdFrom } from './request-headers.ts';
import type { GraphQLCall, GraphQLResult, ServiceClient, ServiceHandlers } from './service-client.ts';
import type { Trust } from './trust.ts';

/** The service that is called in this process, and what it lets its callers do. */
export interface LocalServiceClientOptions extends ServiceHandlers {
  /** The service that is called. */
  name: string;
  /** What services may do there. Without it, a calling service holds no permission. */
  trust?: Trust;
  /** As the HTTP client's, and as there for calls that bring no signal. Default 10,000. */
  timeoutMs?: number;
  /** Told of errors that the caller gets masked. */
  onError?(error: unknown): void;
  clock?: Clock;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Runs work in the async context that this module was loaded in: nothing of the caller's reaches the service. */
const inFreshContext = AsyncLocalStorage.snapshot();

/**
 * A client that calls a service of the same process, without HTTP, and is in every other respect as one with it.
 *
 * @example const catalog = createLocalServiceClient({ name: 'catalog', execute, fetch });
 */
export function createLocalServiceClient(options: LocalServiceClientOptions): ServiceClient {
  const { name, trust = { services: [] }, timeoutMs = DEFAULT_TIMEOUT_MS, clock = systemClock } = options;

  /** As what the service sees the caller: the object that stands for the verified token. */
  function deliver(identity: Identity): Identity {
    assertSendable(identity, clock.now());
    const { viewer, expiresAt } = identity;
    if (viewer.kind !== 'service') return receiveIdentity(viewer, expiresAt);
    return receiveIdentity(serviceViewer({ name: String(viewer.id) }, trust, name), expiresAt);
  }

  function run<T>(requestId: string, limits: Limits, work: () => Promise<T>): Promise<T> {
    const answer = inFreshContext(() => withRequest({ requestId }, async () => work()));
    return settleInTime(answer, limits, name);
  }

  function masked(error: unknown): unknown {
    if (!(error instanceof StrataError)) options.onError?.(error);
    return error;
  }

  async function execute(call: GraphQLCall): Promise<GraphQLResult> {
    const delivered: GraphQLCall = { ...call, identity: deliver(call.identity) };
    if (call.variables !== undefined) delivered.variables = copyAsJson(call.variables);
    return run(call.requestId, call.signal ? { signal: call.signal } : { timeoutMs }, async () => {
      try {
        return copyAsJson(await options.execute(delivered));
      } catch (error) {
        if (error instanceof SubgraphUnavailableError) throw unavailable(name, error);
        return errorAnswer(masked(error), call.requestId).body;
      }
    });
  }

  async function fetchRoute(request: Request, identity?: Identity): Promise<Response> {
    const headers = headersToService(request.headers);
    const requestId = requestIdFrom(headers.get(REQUEST_ID_HEADER));
    headers.set(REQUEST_ID_HEADER, requestId);
    const delivered = new Request(request, { headers });
    const caller = identity && deliver(identity);
    return run(requestId, { signal: request.signal, timeoutMs }, async () => {
      try {
        const { body, status, statusText, headers: answered } = await options.fetch(delivered, caller);
        return new Response(body, { status, statusText, headers: headersFromService(answered) });
      } catch (error) {
        return errorResponse(masked(error), requestId);
      }
    });
  }

  return { name, execute, fetch: fetchRoute };
}

/** The copy that a value becomes on its way through JSON: dates are strings, nothing is shared, undefined is gone. */
function copyAsJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** What ends a call that has no answer yet. */
interface Limits {
  signal?: AbortSignal;
  timeoutMs?: number;
}

function settleInTime<T>(answer: Promise<T>, { signal, timeoutMs }: Limits, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = () => settle(() => reject(signal?.reason));
    function settle(how: () => void): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      how();
    }
    answer.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (timeoutMs !== undefined) {
      const late = () => reject(unavailable(name, new Error(`no answer within ${timeoutMs} ms`)));
      timer = setTimeout(() => settle(late), timeoutMs);
    }
  });
}
