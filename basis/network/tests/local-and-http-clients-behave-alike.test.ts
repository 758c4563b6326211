import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ConflictError,
  currentRequestId,
  SubgraphUnavailableError,
  UnauthenticatedError,
  withRequest,
} from '@strata/basis-core';
import {
  admitService,
  admitViewer,
  consistencyOf,
  type GraphQLCall,
  type GraphQLResult,
  type Identity,
  type ServiceHandlers,
} from '../src/index.ts';
import { customer, inSeconds, startHttpToy, startLocalToy, type Toy } from './toys.ts';

const callersContext = new AsyncLocalStorage<string>();

describe.each([
  ['over HTTP', startHttpToy],
  ['in process', startLocalToy],
])('a call %s', (_where, start) => {
  let toy: Toy | undefined;

  afterEach(async () => {
    await toy?.close();
    toy = undefined;
  });

  async function serve(execute: ServiceHandlers['execute'], timeoutMs?: number) {
    toy = await start({ execute, fetch: async () => new Response('none', { status: 404 }) }, timeoutMs);
    return toy.client;
  }

  async function serveRoutes(fetch: ServiceHandlers['fetch']) {
    toy = await start({ execute: async () => ({ data: null }), fetch });
    return toy.client;
  }

  const callOf = (more: Partial<GraphQLCall> = {}): GraphQLCall => ({
    query: '{ hello }',
    identity: admitViewer(customer, inSeconds(20)),
    requestId: 'request-0001',
    ...more,
  });

  test('carries variables and result as copies made by JSON', async () => {
    const when = new Date('2026-01-02T03:04:05Z');
    const variables = { when, list: [{ a: 1 }], nothing: undefined };
    let received: Record<string, unknown> | undefined;
    const shared = { deep: { when } };
    const client = await serve(async (call) => {
      received = call.variables;
      return { data: shared };
    });
    const result = await client.execute(callOf({ variables }));
    expect(received).toEqual({ when: '2026-01-02T03:04:05.000Z', list: [{ a: 1 }] });
    expect(received?.list).not.toBe(variables.list);
    expect(result).toEqual({ data: { deep: { when: '2026-01-02T03:04:05.000Z' } } });
    expect(result.data?.deep).not.toBe(shared.deep);
  });

  test('delivers the query, the operation name, the trace and the verified viewer', async () => {
    let received: GraphQLCall | undefined;
    const client = await serve(async (call) => {
      received = call;
      return { data: {} };
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await client.execute(callOf({ query: 'query A { a } query B { b }', operationName: 'B', traceparent }));
    expect(received).toMatchObject({ query: 'query A { a } query B { b }', operationName: 'B', traceparent });
    expect(received?.identity.viewer).toEqual(customer);
  });

  test('delivers what is to be seen, and brings back what was written', async () => {
    let received: GraphQLCall | undefined;
    const writes = [{ type: 'catalog.Product', id: '0198c0de-0000-7000-8000-000000000009', version: 3 }];
    const report = { writes, behind: ['sso.User'] };
    const client = await serve(async (call) => {
      received = call;
      return { data: {}, extensions: { consistency: report } };
    });
    const result = await client.execute(callOf({ readAfter: { writes, waitMs: 12.5 } }));
    expect(received?.readAfter).toEqual({ writes, waitMs: 12.5 });
    expect(consistencyOf(result)).toEqual(report);
  });

  test('runs in an async context of its own that has only the request id', async () => {
    const seen: unknown[] = [];
    const client = await serve(async () => {
      seen.push(callersContext.getStore(), currentRequestId());
      return { data: {} };
    });
    await callersContext.run('of the caller', () =>
      withRequest({ requestId: 'request-outer' }, () => client.execute(callOf({ requestId: 'request-inner' }))),
    );
    expect(seen).toEqual([undefined, 'request-inner']);
  });

  test('answers an error of ours with its code and message', async () => {
    const client = await serve(async () => {
      throw new ConflictError('Taken.', { details: { field: 'input.sku' } });
    });
    const { errors } = await client.execute(callOf());
    expect(errors).toEqual([
      { message: 'Taken.', extensions: { code: 'CONFLICT', field: 'input.sku', requestId: 'request-0001' } },
    ]);
  });

  test('masks any other error', async () => {
    const client = await serve(async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.3:5432');
    });
    const { errors } = await client.execute(callOf());
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
      },
    ]);
  });

  test('masks a result that is not JSON', async () => {
    const client = await serve(async () => ({ data: { tooLong: 1n } }));
    const { errors } = await client.execute(callOf());
    expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
  });

  test('rejects when the service says that it is unavailable, and says nothing about where it is', async () => {
    const client = await serve(async () => {
      throw new SubgraphUnavailableError('10.0.0.3 is gone');
    });
    const error = await rejectionOf(client.execute(callOf()));
    expect(error).toBeInstanceOf(SubgraphUnavailableError);
    expect(error).toMatchObject({ message: 'A part of the system does not answer at the moment.' });
    expect(error).toMatchObject({ details: { service: 'catalog' } });
  });

  test('rejects when no answer comes in time', async () => {
    const late = Promise.withResolvers<GraphQLResult>();
    const client = await serve(() => late.promise, 50);
    expect(await rejectionOf(client.execute(callOf()))).toBeInstanceOf(SubgraphUnavailableError);
    late.resolve({ data: {} });
  });

  test('that says itself how long it may take is not held to what others have', async () => {
    const late = Promise.withResolvers<GraphQLResult>();
    const client = await serve(() => late.promise, 50);
    const patient = client.execute(callOf({ signal: AbortSignal.timeout(30_000) }));
    // Begun later, so when it is given up, the time of the other would have been over too.
    expect(await rejectionOf(client.execute(callOf()))).toBeInstanceOf(SubgraphUnavailableError);
    late.resolve({ data: { at: 'last' } });
    expect(await patient).toEqual({ data: { at: 'last' } });
  });

  test('that says itself how long it may take ends then', async () => {
    const late = Promise.withResolvers<GraphQLResult>();
    const client = await serve(() => late.promise, 30_000);
    const error = await rejectionOf(client.execute(callOf({ signal: AbortSignal.timeout(50) })));
    expect(error).toMatchObject({ name: 'TimeoutError' });
    late.resolve({ data: {} });
  });

  test('rejects with the reason of its signal', async () => {
    const late = Promise.withResolvers<GraphQLResult>();
    const began = Promise.withResolvers<void>();
    const client = await serve(() => {
      began.resolve();
      return late.promise;
    });
    const abort = new AbortController();
    const running = rejectionOf(client.execute(callOf({ signal: abort.signal })));
    await began.promise;
    abort.abort(new Error('the client went away'));
    expect(await running).toMatchObject({ message: 'the client went away' });
    late.resolve({ data: {} });
  });

  test('is refused with an expired identity', async () => {
    const client = await serve(async () => ({ data: {} }));
    const call = callOf({ identity: admitViewer(customer, inSeconds(-1)) });
    const error = await rejectionOf(client.execute(call));
    expect(error).toBeInstanceOf(UnauthenticatedError);
    expect(error).toMatchObject({ details: { reason: 'expired' } });
  });

  test('cannot be made with a forged identity, nor with one that was received', async () => {
    let received: Identity | undefined;
    const client = await serve(async ({ identity }) => {
      received = identity;
      return { data: {} };
    });
    await client.execute(callOf());
    const forged = { viewer: customer, expiresAt: inSeconds(20), received: false } as Identity;
    expect(await rejectionOf(client.execute(callOf({ identity: forged })))).toBeInstanceOf(TypeError);
    expect(await rejectionOf(client.execute(callOf({ identity: received as Identity })))).toBeInstanceOf(TypeError);
  });

  test('of a service has the permissions that the trust bundle gives it there', async () => {
    let received: GraphQLCall | undefined;
    await serve(async (call) => {
      received = call;
      return { data: {} };
    });
    await toy?.clientOfOrders.execute(callOf({ identity: admitService('orders') }));
    expect(received?.identity.viewer).toMatchObject({
      kind: 'service',
      id: 'orders',
      policy: { grants: [{ permission: 'products:read' }] },
    });
  });

  test('of a route carries method, path, query, headers, body and identity', async () => {
    const client = await serveRoutes(async (request, identity) => {
      const { pathname, search } = new URL(request.url);
      const answer = {
        method: request.method,
        path: pathname + search,
        kept: request.headers.get('x-kept'),
        viewerHeader: identity ? 'verified' : request.headers.get('strata-viewer'),
        body: await request.text(),
        viewer: identity?.viewer.id,
      };
      return Response.json(answer, { status: 201, headers: { 'x-answer': 'yes', 'set-cookie': 'a=1' } });
    });
    const request = () =>
      new Request('https://outside.example/sso/x?y=1', {
        method: 'POST',
        body: '{"z":1}',
        headers: { 'x-kept': 'k', 'strata-viewer': 'smuggled' },
      });
    const response = await client.fetch(request(), admitViewer(customer, inSeconds(20)));
    expect([response.status, response.headers.get('x-answer'), response.headers.getSetCookie()]).toEqual([
      201,
      'yes',
      ['a=1'],
    ]);
    const expected = { method: 'POST', path: '/sso/x?y=1', kept: 'k', body: '{"z":1}' };
    expect(await response.json()).toEqual({ ...expected, viewerHeader: 'verified', viewer: customer.id });
    const anonymous = await client.fetch(request());
    expect(await anonymous.json()).toEqual({ ...expected, viewerHeader: null });
  });

  test('of a route that fails is answered with the error of the wire', async () => {
    const client = await serveRoutes(async () => {
      throw new ConflictError('Taken.');
    });
    const response = await client.fetch(
      new Request('http://sso/x', { headers: { 'x-request-id': 'request-0002' } }),
      admitViewer(customer, inSeconds(20)),
    );
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      errors: [{ message: 'Taken.', extensions: { code: 'CONFLICT', requestId: 'request-0002' } }],
    });
  });
});

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was rejected');
}
