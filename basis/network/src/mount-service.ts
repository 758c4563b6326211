import { BadUserInputError, z } from '@strata/basis-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readAfterSchema } from './consistency.ts';
import type { HttpServer } from './http-server.ts';
import { IDENTITY_HEADER } from './identity-token.ts';
import type { IdentityVerifier } from './identity-verifier.ts';
import { IDEMPOTENCY_HEADER, TRACE_HEADER } from './request-headers.ts';
import type { GraphQLCall, ServiceHandlers } from './service-client.ts';
import { sendWebResponse, toWebRequest } from './web-messages.ts';

/** The handlers of a service, and who vouches for its callers. */
export interface MountOptions extends ServiceHandlers {
  verifier: IdentityVerifier;
}

const graphqlBody = z.object({
  query: z.string().min(1),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.object({ consistency: readAfterSchema.optional() }).nullish(),
});

/**
 * Puts a service on an HTTP server: what `createHttpServiceClient` calls. `POST /graphql` demands an identity; other
 * paths go to `fetch`, with the identity where one came along.
 *
 * @example mountService(server, { verifier, execute, fetch });
 */
export function mountService({ app }: HttpServer, { verifier, execute, fetch }: MountOptions): void {
  app.post('/graphql', async (request) => {
    const identity = await verifier.verify(identityToken(request));
    const body = graphqlBody.safeParse(request.body);
    if (!body.success) throw new BadUserInputError('The body is not a GraphQL request.', { cause: body.error });
    const { query, variables, operationName, extensions } = body.data;
    const call: GraphQLCall = { query, identity, requestId: request.id };
    if (variables) call.variables = variables;
    if (operationName) call.operationName = operationName;
    if (extensions?.consistency) call.readAfter = extensions.consistency;
    const traceparent = request.headers[TRACE_HEADER];
    if (typeof traceparent === 'string') call.traceparent = traceparent;
    const idempotencyKey = request.headers[IDEMPOTENCY_HEADER];
    if (typeof idempotencyKey === 'string') call.idempotencyKey = idempotencyKey;
    return execute(call);
  });
  void app.register(async (scope) => {
    takeBodiesAsTheyAre(scope);
    scope.all('/*', async (request, reply) => {
      const token = identityToken(request);
      const identity = token === undefined ? undefined : await verifier.verify(token);
      return sendWebResponse(reply, await fetch(toWebRequest(request), identity));
    });
  });
}

/**
 * Makes the routes of a scope receive bodies as bytes, whatever their type, for `toWebRequest`. They are read whole
 * before the route runs: fastify keeps to its `bodyLimit` (413) only with what it reads itself.
 */
export function takeBodiesAsTheyAre(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function identityToken(request: FastifyRequest): string | undefined {
  const token = request.headers[IDENTITY_HEADER];
  return typeof token === 'string' ? token : undefined;
}
