import cors from '@fastify/cors';
import { type Clock, createLifecycle, type Environment, type Logger, systemClock } from '@strata/basis-core';
import {
  CONSISTENCY_HEADER,
  createHttpServer,
  type HttpServer,
  type Readiness,
  type ServiceClient,
} from '@strata/basis-network';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAccessTokenVerifier } from './access-token.ts';
import { type GatewayConfig, readGatewayConfig } from './config.ts';
import { createConsistencySeal } from './consistency-seal.ts';
import { addConsoles } from './console.ts';
import { addExplorerAssets, isLocalHost, sendExplorer, wantsPage } from './explorer.ts';
import { type FederatedServer, startFederatedServer } from './federated-server.ts';
import { firstQuery } from './first-query.ts';
import { addForwards, type Forwards } from './forward.ts';
import { createGraphQLEndpoint } from './graphql-endpoint.ts';
import { createSigningKeys } from './signing-keys.ts';
import type { SplitSupergraph } from './split-authorization.ts';
import { loadSupergraph, watchSupergraph } from './supergraph-file.ts';
import { createViewerSource, GATEWAY, type ViewerSource } from './viewer-source.ts';

export interface GatewayOptions {
  logger: Logger;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Where the configuration comes from; config.ts lists the variables. */
  environment: Environment;
  /** The composed supergraph, as `strata compose` wrote it. */
  supergraphFile: string;
  /** Whether a change of that file is taken up while running. */
  watch: boolean;
  /** How a subgraph of the supergraph is reached. */
  service(name: string, url: string): ServiceClient;
  /** Who a token's subject is, and the keys that tokens are signed with, are asked here. */
  sso: ServiceClient;
  /** Path prefixes of services that outsiders may reach: `{ '/sso': sso }`. */
  forwards: Forwards;
  /** Path prefixes that only who signed in reaches, as themselves, and the services behind them. */
  consoles?: Forwards;
  /** Introspection for all, messages unmasked, a token in the explorer's page. */
  development: boolean;
  /** A token for the explorer's page; used in development only. */
  developmentToken?: () => Promise<string | undefined>;
  /** The query that the explorer begins with. Default: one derived from the schema. */
  exampleQuery?: string;
  clock?: Clock;
}

export interface Gateway {
  /** Its origin; known once it listens. */
  readonly url: string;
  listen(): Promise<string>;
  /** Whether it can answer: the supergraph is loaded, and SSO was reached at least once. */
  ready(): Promise<Readiness>;
  /** Takes no new requests, finishes those in flight, releases everything. */
  close(): Promise<void>;
}

/** The supergraph in force, replaced when its file changes. */
interface InForce {
  supergraph: SplitSupergraph;
}

/**
 * Builds the gateway: GraphQL at `/graphql`, the forwarded paths, health. Subgraphs need not run yet.
 *
 * @throws EnvironmentError when the supergraph cannot be loaded; ConfigurationError
 * @example const gateway = await createGateway({ …, service: (name) => clients[name], sso: clients.sso });
 *   await gateway.listen();
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, development } = options;
  const config = readGatewayConfig(options.environment, development);
  const lifecycle = createLifecycle(logger);
  const inForce: InForce = { supergraph: await loadSupergraph(options.supergraphFile) };
  const federated = await startFederatedServer({ ...options, config, supergraph: inForce.supergraph });
  lifecycle.onStop('graphql', () => federated.server.stop());
  const viewers = createViewerSource({ sso: options.sso, logger, clock: options.clock ?? systemClock });
  const ready = async () => readiness(viewers);
  const http = await createHttpServer({
    name: GATEWAY,
    logger,
    host: options.host,
    port: options.port,
    bodyLimitBytes: config.bodyLimitBytes,
    trustedProxies: config.trustedProxies,
    requestTimeoutMs: config.requestTimeoutMs,
    drainTimeoutMs: config.drainTimeoutMs,
    isReady: ready,
    metrics: config.metrics,
  });
  lifecycle.onStop('http', () => http.close());
  if (options.watch) lifecycle.onStop('supergraph', followFile(options, inForce, federated));
  await addRoutes({ http, config, options, federated, viewers, inForce });
  return {
    get url() {
      return http.url;
    },
    listen: () => http.listen(),
    ready,
    close: () => lifecycle.stop(),
  };
}

async function readiness(viewers: ViewerSource): Promise<Readiness> {
  return (await viewers.reached()) ? { ready: true } : { ready: false, waitingFor: ['sso'] };
}

function followFile(options: GatewayOptions, inForce: InForce, federated: FederatedServer): () => void {
  return watchSupergraph({
    file: options.supergraphFile,
    current: inForce.supergraph,
    logger: options.logger,
    onChange: (supergraph) => {
      federated.update(supergraph);
      inForce.supergraph = supergraph;
    },
  });
}

interface Parts {
  http: HttpServer;
  config: GatewayConfig;
  options: GatewayOptions;
  federated: FederatedServer;
  viewers: ViewerSource;
  inForce: InForce;
}

async function addRoutes({ http: { app }, config, options, federated, viewers, inForce }: Parts): Promise<void> {
  const { logger, sso, development, clock = systemClock } = options;
  app.addHook('onRequest', async (_request, reply) => addSecurityHeaders(reply));
  await app.register(cors, {
    origin: config.corsOrigins,
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['x-request-id', CONSISTENCY_HEADER],
    maxAge: CORS_MAX_AGE_SECONDS,
  });
  const keys = createSigningKeys({ sso, logger, clock });
  const tokens = createAccessTokenVerifier({ issuer: config.tokenIssuer, keys, clock });
  const seal = createConsistencySeal(config.consistencyKey);
  const answer = createGraphQLEndpoint({ server: federated.server, tokens, viewers, seal, clock });
  const page = async (request: FastifyRequest, reply: FastifyReply) =>
    sendExplorer(reply, {
      query: options.exampleQuery ?? firstQuery(federated.schema(), inForce.supergraph.manifest),
      token: await tokenForPage(request, options),
      sandbox: development,
    });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) => (wantsPage(request) ? page(request, reply) : answer(request, reply)),
  });
  addExplorerAssets(app);
  addForwards(app, options.forwards);
  const isSecure = config.tokenIssuer.startsWith('https:');
  addConsoles(app, { consoles: options.consoles ?? {}, tokens, viewers, clock, isSecure, development });
}

const CORS_MAX_AGE_SECONDS = 600;

function addSecurityHeaders(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  reply.header('x-frame-options', 'DENY');
  reply.header('referrer-policy', 'no-referrer');
  reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
}

/** None outside development, and none to a browser that another site's name may have led here (DNS rebinding). */
async function tokenForPage(request: FastifyRequest, options: GatewayOptions): Promise<string | undefined> {
  if (!options.development || !isLocalHost(request)) return undefined;
  try {
    return await options.developmentToken?.();
  } catch (error) {
    options.logger.warn({ err: error }, 'there is no token for the explorer');
    return undefined;
  }
}
