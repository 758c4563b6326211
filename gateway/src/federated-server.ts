import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { type Logger, quieter } from '@strata/basis-core';
import type { ServiceClient } from '@strata/basis-network';
import type { GraphQLSchema } from 'graphql';
import type { GatewayConfig } from './config.ts';
import { consistencyPlugin } from './consistency-plugin.ts';
import { createErrorFormat } from './format-error.ts';
import { introspectionForOperators } from './introspection.ts';
import { operationCheck } from './operation-check.ts';
import { type GatewayContext, ServiceDataSource } from './services-data-source.ts';
import type { SplitSupergraph } from './split-authorization.ts';

export interface FederatedServerOptions {
  supergraph: SplitSupergraph;
  logger: Logger;
  config: GatewayConfig;
  development: boolean;
  service(name: string, url: string): ServiceClient;
}

/** Apollo Server on stock @apollo/gateway. */
export interface FederatedServer {
  readonly server: ApolloServer<GatewayContext>;
  /** What clients see of the graph. */
  schema(): GraphQLSchema;
  /** Puts another supergraph in force. When it is broken, throws, and the present one stays. */
  update(supergraph: SplitSupergraph): void;
}

/** Starts it. No subgraph needs to run: the supergraph says all that there is to know. */
export async function startFederatedServer(options: FederatedServerOptions): Promise<FederatedServer> {
  const { supergraph, logger, config, development, service } = options;
  // ApolloGateway asks the clouds where it runs and reports to Apollo, and there is no other way to tell it not to.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  let update: ((sdl: string) => void) | undefined;
  const gateway = new ApolloGateway({
    logger: quieter(logger),
    supergraphSdl: async (hook) => {
      update = hook.update;
      return { supergraphSdl: supergraph.sdl };
    },
    buildService: ({ name, url }) => new ServiceDataSource(service(name, url ?? ''), config.subgraphTimeoutMs),
  });
  const server = new ApolloServer<GatewayContext>({
    gateway,
    logger,
    nodeEnv: development ? 'development' : 'production',
    csrfPrevention: true,
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !development,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: config.maxOperationTokens },
    formatError: createErrorFormat({ logger, development }),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      operationCheck(),
      consistencyPlugin({ isSecure: config.isSecure }),
      ...(development ? [] : [introspectionForOperators()]),
    ],
  });
  await server.start();
  return {
    server,
    schema() {
      if (!gateway.schema) throw new Error('the supergraph is not loaded');
      return gateway.schema;
    },
    update: ({ sdl }) => update?.(sdl),
  };
}
