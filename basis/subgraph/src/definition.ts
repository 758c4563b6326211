import type { EntityClass } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { EventContract, TaskContract } from '@strata/basis-contract';
import { type Environment, StrataError } from '@strata/basis-core';
import type { PermissionCatalogue, ReferenceResolver } from '@strata/basis-graph';
import type { Emitting, HandlerDefinition, Publication } from '@strata/basis-messaging';
import type { MigrationList } from '@strata/basis-storage';
import type { ProcessDefinition } from './process.ts';
import type { Route } from './route.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resolver or type class may have any constructor
type Class = new (...args: any[]) => object;

/** Fills a fresh database; may be run again and again: it adds what is missing and changes nothing else. */
export type Seed = (em: SqlEntityManager) => Promise<void>;

/** A subgraph's manifest: everything that it has, listed. */
export interface SubgraphDefinition {
  /** A lower-case word: the name of its folder, its database, its role, its audience in tokens. */
  name: string;
  entities: readonly EntityClass<object>[];
  resolvers: readonly Class[];
  /** Object types that no query of this subgraph returns, such as other subgraphs' entities to which it adds fields. */
  types?: readonly Class[];
  references?: readonly ReferenceResolver[];
  permissions: PermissionCatalogue;
  /** Reads what it is told from outside. Called at every start, so that whoever starts it hears of what is wrong. */
  settings?: (environment: Environment) => unknown;
  migrations: MigrationList;
  /** Rows that the service cannot be without, such as roles: brought up to date at every start, in production too. */
  baseline?: Seed;
  /** Demonstration data: once, and never in production. */
  seed?: Seed;
  routes?: readonly Route[];
  /** What it does about what others outside tell it unasked: at `POST /webhooks/<name>`, to which the gateway forwards. */
  webhook?: Route['handle'];
  /** What others may rely on: entities of which each change is a message, and the events that commands emit. */
  publishes?: readonly (Publication | EventContract)[];
  /** The tasks of others that this one asks for. */
  asks?: readonly TaskContract[];
  /** What it does about messages: events and entities of others, tasks that it carries out, their outcomes. */
  handles?: readonly HandlerDefinition[];
  /** What its mutations set in motion: `strata flow` draws it. */
  processes?: readonly ProcessDefinition[];
  /** The services that this one calls, and the permissions that it has there; under `'*'`, those that it has in all. */
  calls?: Readonly<Record<string, readonly string[]>>;
}

/** The entities that a subgraph publishes. */
export function publicationsOf({ publishes = [] }: Pick<SubgraphDefinition, 'publishes'>): Publication[] {
  return publishes.filter((published) => published.kind === 'publication');
}

/** What the units of work of a subgraph may emit. */
export function emittingOf(definition: Pick<SubgraphDefinition, 'name' | 'publishes' | 'asks'>): Emitting {
  const { name, publishes = [], asks = [] } = definition;
  const events = publishes.filter((published) => published.kind === 'event');
  return { service: name, publications: publicationsOf(definition), events, asks };
}

const NAME = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * Declares a subgraph. The same value is hosted in one process with others, in a process of its own, in a container.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` when the name cannot be a database's and a URL's
 * @example export const wishlist = defineSubgraph({ name: 'wishlist', entities: [Wish], resolvers: [WishResolver],
 *   permissions, migrations });
 */
export function defineSubgraph(definition: SubgraphDefinition): SubgraphDefinition {
  if (!NAME.test(definition.name)) {
    throw new StrataError(
      'SUBGRAPH_DEFINITION',
      `${definition.name} is no name for a subgraph: it must match ${NAME}.`,
      500,
    );
  }
  return Object.freeze(definition);
}
