import type { Logger, Policy } from '@strata/basis-core';
import {
  createHttpServer,
  createIdentityVerifier,
  type HttpServer,
  mountService,
  type Trust,
} from '@strata/basis-network';
import type { HostedSubgraph } from './host.ts';

/** A gateway's fetch to a subgraph is a query and representations; nothing of it is large. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** Where a subgraph listens, and whom it believes. */
export interface ServeOptions {
  host: string;
  port: number;
  logger: Logger;
  trust: Trust;
  /** Fetches the policy document of a viewer token, by hash. */
  loadPolicy(hash: string): Promise<Policy>;
}

/** Puts a hosted subgraph on a port of its own. It answers no data without a token that it can verify. */
export async function serveSubgraph(hosted: HostedSubgraph, options: ServeOptions): Promise<HttpServer> {
  const { host, port, logger, trust, loadPolicy } = options;
  const { name } = hosted.definition;
  const server = await createHttpServer({
    name,
    logger,
    host,
    port,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    metrics: 'open', // a service's port is for the system's own network
    isReady: async () => ((await hosted.isReady()) ? { ready: true } : { ready: false, waitingFor: ['database'] }),
  });
  const verifier = createIdentityVerifier({ audience: name, trust, loadPolicy });
  mountService(server, { verifier, ...hosted.handlers });
  await server.listen();
  return server;
}
