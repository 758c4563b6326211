import type { Environment } from '@strata/basis-core';
import {
  createSwitchedClient,
  type HostedSubgraph,
  hostSubgraph,
  type SubgraphDefinition,
} from '@strata/basis-subgraph';
import { silentLogger } from './test-database.ts';

/**
 * Hosts a service as production does, with no database behind it: for what it refuses before it needs one.
 *
 * @throws ConfigurationError naming what its settings lack
 */
export function hostInProduction(
  definition: SubgraphDefinition,
  environment: Environment = {},
): Promise<HostedSubgraph> {
  return hostSubgraph(definition, {
    databaseUrl: 'postgresql://nobody@127.0.0.1:9/nothing',
    logger: silentLogger(),
    development: false,
    services: createSwitchedClient,
    trust: { services: [] },
    environment: { STRATA_ENV: 'production', ...environment },
  });
}
