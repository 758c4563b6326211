import {
  createLifecycle,
  createLogger,
  type Lifecycle,
  type Logger,
  type Policy,
  StrataError,
  startTracing,
} from '@strata/basis-core';
import { createBullTransport, type Transport } from '@strata/basis-messaging';
import {
  admitService,
  createHttpServiceClient,
  createIdentityIssuer,
  guardEgress,
  mayLeave,
  type ServiceClient,
} from '@strata/basis-network';
import {
  type Composition,
  checkMessages,
  clientsOf,
  createSwitchedClient,
  developmentToken,
  forwardsOf,
  GATEWAY,
  hostSubgraph,
  noSuchService,
  type SubgraphDefinition,
  seedOnce,
  serveSubgraph,
} from '@strata/basis-subgraph';
import { ownAddresses, queueOf, readServiceSettings, type ServiceSettings } from '../service-settings.ts';
import { announceReady, exitWithParent } from '../supervisor/index.ts';
import { supergraphFile } from '../system-files.ts';
import { untilStopped } from '../until-stopped.ts';

/** How long a service may take to answer another, unless the call says so itself, as the gateway's do. */
const CALL_TIMEOUT_MS = 10_000;

interface Process {
  composition: Composition;
  config: ServiceSettings;
  host: string;
  development: boolean;
  logger: Logger;
  lifecycle: Lifecycle;
  service(name: string): ServiceClient;
}

/** `strata serve <name>`: one service, configured by its environment alone, until it is told to stop. */
export async function serve(composition: Composition, name: string): Promise<void> {
  exitWithParent();
  const definition = name === GATEWAY ? undefined : definitionOf(composition, name);
  const config = readServiceSettings(name, process.env);
  const development = config.STRATA_ENV === 'development';
  const logger = createLogger({ service: name, level: config.LOG_LEVEL });
  if (!mayLeave(name)) {
    guardEgress({ service: name, allowed: ownAddresses(config, process.env), loopback: development, logger });
  }
  const lifecycle = createLifecycle(logger);
  const stopped = untilStopped();
  const host = config.HOST ?? (development ? '127.0.0.1' : '0.0.0.0');
  const service = serviceClients(name, config, logger);
  const parts: Process = { composition, config, host, development, logger, lifecycle, service };
  try {
    const tracing = await startTracing({ service: name, environment: process.env });
    lifecycle.onStop('tracing', () => tracing.stop());
    if (definition === undefined) await serveGateway(parts);
    else await serveOne(parts, definition);
    await stopped;
  } finally {
    await lifecycle.stop();
  }
}

function definitionOf({ subgraphs }: Composition, name: string): SubgraphDefinition {
  const definition = subgraphs.find((subgraph) => subgraph.name === name);
  if (definition !== undefined) return definition;
  throw noSuchService(name, [GATEWAY, ...subgraphs.map((subgraph) => subgraph.name)]);
}

function serviceClients(self: string, config: Process['config'], logger: Logger): (name: string) => ServiceClient {
  const issuer = createIdentityIssuer({ name: self, privateKey: config.STRATA_IDENTITY_KEY });
  const clients = new Map<string, ServiceClient>();
  return (name) => {
    let client = clients.get(name);
    if (client === undefined) {
      const url = config.STRATA_SERVICES[name];
      client =
        url === undefined
          ? createSwitchedClient(name)
          : createHttpServiceClient({ name, url, issuer, timeoutMs: CALL_TIMEOUT_MS, logger });
      clients.set(name, client);
    }
    return client;
  };
}

async function serveOne(parts: Process, definition: SubgraphDefinition): Promise<void> {
  const { config, development, logger, lifecycle, host, service, composition } = parts;
  if (config.DATABASE_URL === undefined)
    throw new StrataError('CONFIGURATION', 'DATABASE_URL: the service needs its database.', 500);
  const trust = config.STRATA_TRUST;
  checkMessages(composition.subgraphs);
  const transport = openQueue(parts);
  const hosted = await hostSubgraph(definition, {
    databaseUrl: config.DATABASE_URL,
    logger,
    development,
    services: service,
    trust,
    environment: process.env,
    transport,
  });
  lifecycle.onStop('subgraph', () => hosted.stop());
  if (config.STRATA_SEED === 'true' && (await seedOnce(hosted))) hosted.messaging?.wake();
  const sso = definition.name === composition.identityProvider ? hosted.client : service(composition.identityProvider);
  const loadPolicy = (hash: string) => fetchPolicy(sso, definition.name, hash);
  const server = await serveSubgraph(hosted, { host, port: config.PORT, logger, trust, loadPolicy });
  lifecycle.onStop('server', () => server.close());
  announceReady({ url: server.url, sdl: hosted.graph.sdl });
}

/** Begins to; whoever needs it waits. */
function openQueue({ config, logger, lifecycle }: Process): Promise<Transport> | undefined {
  const queue = queueOf(config);
  if (queue === undefined) return undefined;
  const transport = createBullTransport(queue, logger);
  lifecycle.onStop('queue', async () => (await transport.catch(() => undefined))?.stop());
  return transport;
}

/** A policy document, from who wrote it. It never changes, so it is asked for once. */
async function fetchPolicy(sso: ServiceClient, self: string, hash: string): Promise<Policy> {
  const response = await sso.fetch(new Request(`http://sso/internal/policies/${hash}`), admitService(self));
  if (!response.ok) throw new StrataError('UNAUTHENTICATED', 'The viewer’s policy is not known.', 401);
  return (await response.json()) as Policy;
}

async function serveGateway({
  composition,
  config,
  development,
  logger,
  lifecycle,
  host,
  service,
}: Process): Promise<void> {
  const sso = service(composition.identityProvider);
  const gateway = await composition.createGateway({
    logger,
    host,
    port: config.PORT,
    environment: process.env,
    supergraphFile: supergraphFile(composition.root),
    watch: development,
    service,
    sso,
    forwards: forwardsOf(composition, service),
    consoles: clientsOf(composition.consoles ?? {}, service),
    development,
    ...(composition.exampleQuery === undefined ? {} : { exampleQuery: composition.exampleQuery }),
    ...(development ? { developmentToken: () => developmentToken(sso) } : {}),
  });
  await gateway.listen();
  lifecycle.onStop('gateway', () => gateway.close());
  announceReady({ url: gateway.url });
}
