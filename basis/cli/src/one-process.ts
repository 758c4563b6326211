import { createBullTransport } from '@strata/basis-messaging';
import {
  type Composition,
  callOperator,
  developmentToken,
  type HostedSubgraph,
  startSystem,
  trustOf,
} from '@strata/basis-subgraph';
import { recompose } from './recompose.ts';
import { originFor, type RunningSystem, type TopologyOptions } from './topology.ts';

/** Everything in this process: a laptop, a test, a small company. Between services there is no isolation here. */
export async function startInOneProcess(options: TopologyOptions): Promise<RunningSystem> {
  const { composition, settings, engines, keys, held } = options;
  const transport = engines.queue().then((queue) => createBullTransport(queue, options.logger));
  const closeQueue = async () => (await transport.catch(() => undefined))?.stop();
  const system = await startSystem({
    composition: {
      ...composition,
      async createGateway(gateway) {
        const created = await composition.createGateway(gateway);
        await held.release();
        return created;
      },
    },
    databaseUrl: (service) => engines.databaseUrl(service),
    trust: trustOf(keys, composition.subgraphs),
    logger: options.logger,
    host: settings.host,
    port: held.port,
    development: settings.development,
    environment: options.environment,
    seed: options.seed,
    transport,
    onHosted: async (hosted) => {
      if (settings.development) await followClasses(composition, hosted);
    },
  }).catch(async (error) => {
    await closeQueue();
    throw error;
  });
  const isUp = (name: string) => system.hosted().some(({ definition }) => definition.name === name);
  return {
    url: originFor(settings.host, new URL(system.url).port),
    topology: 'one process',
    async stop() {
      await system.stop();
      await closeQueue();
    },
    status: () => composition.subgraphs.map(({ name }) => ({ name, state: isUp(name) ? 'up' : 'stopped' })),
    stopService: (name) => system.stopService(name),
    startService: (name) => system.startService(name),
    operated: () => composition.subgraphs.map(({ name }) => name),
    operate: async (name, call) => callOperator(system.client(name), call),
    token: (account) => developmentToken(system.client(composition.identityProvider), account),
  };
}

/** In development the supergraph follows the classes: whoever edits a schema sees it at the next start. */
async function followClasses(composition: Composition, hosted: readonly HostedSubgraph[]): Promise<void> {
  await recompose(
    composition,
    hosted.map(({ definition, graph }) => ({ name: definition.name, sdl: graph.sdl })),
  );
}
