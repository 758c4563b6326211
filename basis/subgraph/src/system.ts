import { join } from 'node:path';
import { createLifecycle, type Environment, type Logger } from '@strata/basis-core';
import type { Transport } from '@strata/basis-messaging';
import type { ServiceClient, Trust } from '@strata/basis-network';
import { checkMessages } from './check-messages.ts';
import { type Composition, clientsOf, forwardsOf, type RunningGateway } from './composition.ts';
import type { SubgraphDefinition } from './definition.ts';
import { developmentToken } from './development-token.ts';
import { type HostedSubgraph, hostSubgraph } from './host.ts';
import { GATEWAY } from './identity-keys.ts';
import { noSuchService } from './operations.ts';
import { seedOnce } from './seed-once.ts';
import { createSwitchedClient, type SwitchedClient } from './switched-client.ts';

/** What a system in one process consists of, and where it listens. */
export interface SystemOptions {
  composition: Composition;
  /** The database of a service, made if it is not there. */
  databaseUrl(service: string): Promise<string>;
  trust: Trust;
  logger: Logger;
  host: string;
  port: number;
  development: boolean;
  environment: Environment;
  /** Whether demonstration data is filled in where there is none. */
  seed: boolean;
  poolMax?: number;
  /** What carries messages between the services; whoever made it stops it, after the system. */
  transport?: Transport | Promise<Transport>;
  /** Called once each subgraph is up, before the gateway is: the chance to compose anew. */
  onHosted?(hosted: readonly HostedSubgraph[]): Promise<void>;
}

/** Every subgraph and the gateway, in this process, behind one port, with no HTTP between them. */
export interface System {
  readonly url: string;
  /** The subgraphs that run now. */
  hosted(): readonly HostedSubgraph[];
  client(name: string): ServiceClient;
  stopService(name: string): Promise<void>;
  startService(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** How long a start waits until replicas are filled: one that takes longer fills on while the system serves. */
const READY_LIMIT_MS = 15_000;

/** Starts everything in one process. When a part fails to start, what was started is stopped again. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const lifecycle = createLifecycle(options.logger);
  checkMessages(options.composition.subgraphs);
  const running = new Map<string, HostedSubgraph>();
  const clients = new Map(options.composition.subgraphs.map(({ name }) => [name, createSwitchedClient(name)]));
  const client = (name: string) => clientOf(clients, name);

  async function start(definition: SubgraphDefinition): Promise<void> {
    const hosted = await host(definition, client, options);
    running.set(definition.name, hosted);
    client(definition.name).connect(hosted.client);
  }
  async function stop(name: string): Promise<void> {
    client(name).disconnect();
    await running.get(name)?.stop();
    running.delete(name);
  }

  try {
    lifecycle.onStop('subgraphs', async () => {
      await Promise.all([...running.keys()].map(stop));
    });
    await allOrFirstError(options.composition.subgraphs.map(start));
    await options.onHosted?.([...running.values()]);
    const gateway = await startGateway(client, options);
    lifecycle.onStop('gateway', () => gateway.close());
    await untilReplicasAreFilled([...running.values()], options.logger);
    return {
      url: gateway.url,
      hosted: () => [...running.values()],
      client,
      stopService: async (name) => {
        client(name);
        await stop(name);
      },
      startService: async (name) => {
        client(name);
        const definition = options.composition.subgraphs.find((subgraph) => subgraph.name === name);
        if (definition !== undefined && !running.has(name)) await start(definition);
      },
      stop: () => lifecycle.stop(),
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function untilReplicasAreFilled(hosted: readonly HostedSubgraph[], logger: Logger): Promise<void> {
  const waits = hosted.map(async ({ definition, messaging }) => {
    const ready = (await messaging?.ready(READY_LIMIT_MS)) ?? true;
    return ready ? [] : [definition.name];
  });
  const late = (await Promise.all(waits)).flat();
  if (late.length > 0) logger.warn({ services: late }, 'replicas are still being filled');
}

function clientOf(clients: ReadonlyMap<string, SwitchedClient>, name: string): SwitchedClient {
  const client = clients.get(name);
  if (client !== undefined) return client;
  throw noSuchService(name, [...clients.keys()]);
}

async function host(
  definition: SubgraphDefinition,
  client: (name: string) => ServiceClient,
  options: SystemOptions,
): Promise<HostedSubgraph> {
  const { poolMax, logger, development, environment, trust, transport } = options;
  const hosted = await hostSubgraph(definition, {
    databaseUrl: await options.databaseUrl(definition.name),
    ...(poolMax === undefined ? {} : { poolMax }),
    logger,
    development,
    environment,
    trust,
    services: client,
    transport,
  });
  if (!options.seed) return hosted;
  try {
    if (await seedOnce(hosted)) hosted.messaging?.wake();
    return hosted;
  } catch (error) {
    await hosted.stop();
    throw error;
  }
}

async function startGateway(client: (name: string) => ServiceClient, options: SystemOptions): Promise<RunningGateway> {
  const { composition, logger, host: address, port, development, environment } = options;
  const sso = client(composition.identityProvider);
  const gateway = await composition.createGateway({
    logger: logger.child({ service: GATEWAY }),
    host: address,
    port,
    environment,
    supergraphFile: join(composition.root, 'supergraph.graphql'),
    watch: development,
    service: (name) => client(name),
    sso,
    forwards: forwardsOf(composition, client),
    consoles: clientsOf(composition.consoles ?? {}, client),
    development,
    ...(composition.exampleQuery === undefined ? {} : { exampleQuery: composition.exampleQuery }),
    ...(development ? { developmentToken: () => developmentToken(sso) } : {}),
  });
  await gateway.listen();
  return gateway;
}

/** Waits for all to settle before it rejects, so that nothing goes on starting behind the back of a failed start. */
async function allOrFirstError(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
