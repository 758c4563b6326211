import type { Environment, Logger } from '@strata/basis-core';
import type { ServiceClient } from '@strata/basis-network';
import type { SubgraphDefinition } from './definition.ts';
import { webhookPath } from './route.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  logger: Logger;
  host: string;
  /** 0 takes any free port. */
  port: number;
  environment: Environment;
  /** The composed supergraph, as `strata compose` wrote it. */
  supergraphFile: string;
  /** Whether a change of that file is taken up while running. */
  watch: boolean;
  /** How a subgraph of the supergraph is reached. */
  service(name: string, url: string): ServiceClient;
  /** Who the caller is, is asked here. */
  sso: ServiceClient;
  /** Path prefixes of services that outsiders may reach: `{ '/sso': sso }`. */
  forwards: Readonly<Record<string, ServiceClient>>;
  /** Path prefixes that only who signed in reaches, as themselves. */
  consoles?: Readonly<Record<string, ServiceClient>>;
  development: boolean;
  /** A token for the explorer's page; development only. */
  developmentToken?: () => Promise<string | undefined>;
  /** What the explorer's page begins with. */
  exampleQuery?: string;
}

/** A gateway that was started. */
export interface RunningGateway {
  readonly url: string;
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** What is composed, and the environment that `supergraph.yaml` may refer to. */
export interface ComposeOptions {
  /** The path of `supergraph.yaml`. */
  configFile: string;
  environment: Environment;
}

/** The outcome of a composition: the supergraph's SDL, or what is wrong, as lines for a person. */
export type Composed = { supergraphSdl: string } | { errors: readonly string[] };

/** All that a deployment consists of. `strata.ts` is the one place that makes one. */
export interface Composition {
  /** The repository's folder. */
  root: string;
  subgraphs: readonly SubgraphDefinition[];
  /** The subgraph that knows who callers are. */
  identityProvider: string;
  /** Path prefixes that the gateway passes on, and to whom: `{ '/sso': 'sso' }`. */
  forwards: Readonly<Record<`/${string}`, string>>;
  /** Path prefixes that it passes on for whoever signed in, as themselves: `{ '/console/queues': 'bus' }`. */
  consoles?: Readonly<Record<`/${string}`, string>>;
  /** What the explorer's page begins with. By default a query derived from the schema. */
  exampleQuery?: string;
  createGateway(options: GatewayOptions): Promise<RunningGateway>;
  /** Loads the gateway's code, for whoever will need it and waits for something else meanwhile. */
  preload?(): Promise<unknown>;
  compose(options: ComposeOptions): Promise<Composed>;
}

/** All path prefixes that the gateway passes on, webhooks included, and the clients of those that they lead to. */
export function forwardsOf(
  { forwards, subgraphs }: Pick<Composition, 'forwards' | 'subgraphs'>,
  client: (name: string) => ServiceClient,
): Readonly<Record<string, ServiceClient>> {
  const hearing = subgraphs.filter(({ webhook }) => webhook !== undefined);
  const webhooks = hearing.map(({ name }) => [webhookPath(name), name] as const);
  return clientsOf({ ...forwards, ...Object.fromEntries(webhooks) }, client);
}

/** The services behind path prefixes, as they are reached. */
export function clientsOf(
  paths: Readonly<Record<string, string>>,
  service: (name: string) => ServiceClient,
): Readonly<Record<string, ServiceClient>> {
  return Object.fromEntries(Object.entries(paths).map(([path, name]) => [path, service(name)]));
}
