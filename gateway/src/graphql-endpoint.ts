import type { ApolloServer } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { type Clock, withSpan } from '@strata/basis-core';
import { IDEMPOTENCY_HEADER, TRACE_HEADER } from '@strata/basis-network';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessTokenVerifier } from './access-token.ts';
import { consistencyTokensOf } from './consistency-plugin.ts';
import type { ConsistencySeal } from './consistency-seal.ts';
import { readYourWrites } from './read-your-writes.ts';
import type { GatewayContext } from './services-data-source.ts';
import { GATEWAY, type ViewerSource } from './viewer-source.ts';

const MAX_NAME_LENGTH = 100;

export interface GraphQLEndpointOptions {
  server: ApolloServer<GatewayContext>;
  tokens: AccessTokenVerifier;
  viewers: ViewerSource;
  seal: ConsistencySeal;
  clock: Clock;
}

/** Answers one request of a GraphQL client: who is it, then what Apollo Server says. */
export function createGraphQLEndpoint({ server, tokens, viewers, seal, clock }: GraphQLEndpointOptions) {
  async function contextOf(request: FastifyRequest): Promise<GatewayContext> {
    const token = await tokens.verify(request.headers.authorization);
    const identity = await viewers.identityOf(token);
    const consistency = readYourWrites({ seal, clock }, consistencyTokensOf(request));
    const context: GatewayContext = { identity, requestId: request.id, consistency };
    const idempotencyKey = request.headers[IDEMPOTENCY_HEADER];
    if (typeof idempotencyKey === 'string') context.idempotencyKey = idempotencyKey;
    return context;
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const context = await contextOf(request);
    const { body, headers, status } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: headersOf(request),
        search: request.url.slice(request.url.split('?', 1)[0]?.length ?? 0),
        body: request.body,
      },
      context: async () => context,
    });
    for (const [name, value] of headers) reply.header(name, value);
    reply.code(status ?? 200);
    if (body.kind === 'complete') return reply.send(body.string);
    throw new Error('an incremental answer to an operation without @defer');
  }

  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parent = request.headers[TRACE_HEADER];
    const attributes = { 'strata.service': GATEWAY, 'strata.request.id': request.id, ...operationOf(request.body) };
    return withSpan('graphql', attributes, () => answer(request, reply), {
      kind: 'server',
      ...(typeof parent === 'string' && { parent }),
    });
  };
}

/** An operation's name where the client sends it beside the operation. What it says is bounded before it is kept. */
function operationOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null || !('operationName' in body)) return {};
  const { operationName } = body;
  return typeof operationName === 'string' ? { 'graphql.operation.name': operationName.slice(0, MAX_NAME_LENGTH) } : {};
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
