import { type Environment, newId, type Viewer } from '@strata/basis-core';
import type { Transport } from '@strata/basis-messaging';
import { admitViewer, type GraphQLResult, type ServiceClient, type Trust } from '@strata/basis-network';
import {
  createSwitchedClient,
  type HostedSubgraph,
  hostSubgraph,
  type SubgraphDefinition,
} from '@strata/basis-subgraph';
import { createTestDatabase, silentLogger } from './test-database.ts';
import { nobody } from './viewers.ts';

/** What a test wants of a subgraph. */
export interface TestSubgraphOptions {
  /** Whether its demonstration data is there. Default false. */
  seed?: boolean;
  /** Stand-ins for the services that it calls, hosted by the test. */
  services?: Record<string, ServiceClient>;
  /** What services may do elsewhere. Default: nothing. */
  trust?: Trust;
  environment?: Environment;
  /** What carries its messages. Without one they stay in its outbox. */
  transport?: Transport | Promise<Transport> | undefined;
}

/** One subgraph on a database of its own. */
export interface TestSubgraph extends HostedSubgraph {
  /** Asks it as a gateway does, for a viewer. */
  ask(query: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<GraphQLResult>;
}

const MINUTE_MS = 60_000;

/**
 * Hosts a subgraph for a test; `stop` drops its database.
 *
 * @example const catalog = await startTestSubgraph(definition); ... await catalog.stop();
 */
export async function startTestSubgraph(
  definition: SubgraphDefinition,
  { seed = false, services = {}, trust = { services: [] }, environment = {}, transport }: TestSubgraphOptions = {},
): Promise<TestSubgraph> {
  const database = await createTestDatabase(definition, { seed });
  const hosted = await hostSubgraph(definition, {
    databaseUrl: database.url,
    logger: silentLogger(),
    development: true,
    services: (name) => services[name] ?? createSwitchedClient(name),
    trust,
    environment,
    transport,
  });
  return {
    ...hosted,
    ask: (query, variables = {}, viewer = nobody) =>
      hosted.client.execute({
        query,
        variables,
        identity: admitViewer(viewer, new Date(Date.now() + MINUTE_MS)),
        requestId: newId(),
      }),
    async stop() {
      await hosted.stop();
      await database.drop();
    },
  };
}
