import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Logger } from '@strata/basis-core';
import type { GraphContext } from '@strata/basis-graph';
import type { Command } from './command.ts';
import type { Operations } from './operations.ts';

/** What a resolver may do with the store: read. Changes are made by commands. */
export type ReadEntityManager = Pick<
  SqlEntityManager,
  'find' | 'findOne' | 'findOneOrFail' | 'findAll' | 'findByCursor' | 'count' | 'createQueryBuilder' | 'populate'
>;

/** Sends one GraphQL operation to another service, as this service: what a generated client is given as its fetcher. */
export type ServiceFetcher = (operation: { query: string; variables?: Record<string, unknown> }) => Promise<{
  data?: unknown;
  errors?: unknown;
}>;

/** What every resolver receives as `@Ctx()`: made anew for each request. */
export interface Context extends GraphContext {
  /** Reads of this request, in one identity map. */
  em: ReadEntityManager;
  logger: Logger;
  /** Carries a command out, in a transaction of its own. */
  run<Input, Output>(command: Command<Input, Output>, input: Input): Promise<Output>;
  /** Another service that the manifest lists under `calls`; a programming error for any other. */
  service(name: string): ServiceFetcher;
  /** The operator's endpoints of all services; a programming error unless the manifest asks for `platform:operate`. */
  readonly operations: Operations;
}
