import type { Environment, Logger } from '@strata/basis-core';
import type { Transport } from '@strata/basis-messaging';
import {
  type Composition,
  developmentToken,
  type System,
  startSystem,
  trustOf,
  withMissingKeys,
} from '@strata/basis-subgraph';
import { settled } from './settled.ts';
import { createTestDatabase, silentLogger, type TestDatabase } from './test-database.ts';
import { openTestTransport } from './test-transport.ts';

/** What a client got over HTTP. */
export interface TestAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[] | undefined;
}

/** The whole system in this process, on databases of its own, behind a real port. */
export interface TestSystem extends System {
  /** Sends an operation over HTTP, as an account (`customer`) or as nobody. */
  ask(query: string, variables?: Record<string, unknown>, account?: string): Promise<TestAnswer>;
  token(account: string): Promise<string>;
  /** Waits until all messages have been taken in, with all that came of them. */
  settled(): Promise<void>;
}

/** What a test wants of a system. */
export interface TestSystemOptions {
  seed?: boolean;
  environment?: Environment;
  development?: boolean;
  /** By default one that says nothing; one at `debug` hears every SQL statement. */
  logger?: Logger;
  /** Messages go through this Redis. By default through that of `REDIS_URL`, else through PostgreSQL. */
  redisUrl?: string;
  /** Or through this, which the test stops after the system. */
  transport?: Promise<Transport>;
}

/**
 * Starts everything for a test; `stop` drops the databases.
 *
 * @example const system = await startTestSystem(composition);
 *   const { data } = await system.ask('{ me { displayName } }', {}, 'customer');
 */
export async function startTestSystem(
  composition: Composition,
  {
    seed = true,
    environment = {},
    development = true,
    logger = silentLogger(),
    redisUrl,
    transport,
  }: TestSystemOptions = {},
): Promise<TestSystem> {
  const databases = new Map<string, TestDatabase>();
  const keys = withMissingKeys(
    {},
    composition.subgraphs.map(({ name }) => name),
  );
  const queues =
    transport === undefined ? openTestTransport(logger, redisUrl) : { transport, drop: async () => undefined };
  const dropAll = () => Promise.all([queues, ...databases.values()].map((made) => made.drop()));
  const system = await startSystem({
    composition,
    databaseUrl: async (service) => {
      const known = databases.get(service);
      if (known !== undefined) return known.url;
      const database = await createTestDatabase(definitionOf(composition, service), { seed });
      databases.set(service, database);
      return database.url;
    },
    trust: trustOf(keys, composition.subgraphs),
    logger,
    host: '127.0.0.1',
    port: 0,
    development,
    environment,
    seed: false,
    transport: queues.transport,
  }).catch(async (error) => {
    await dropAll();
    throw error;
  });
  const sso = system.client(composition.identityProvider);
  const tokens = new Map<string, Promise<string>>();
  function token(account: string): Promise<string> {
    let issued = tokens.get(account);
    if (issued === undefined) {
      issued = developmentToken(sso, account);
      tokens.set(account, issued);
    }
    return issued;
  }
  return {
    ...system,
    token,
    settled: () => settled(system.hosted),
    ask: async (query, variables = {}, account) =>
      ask(system.url, { query, variables }, account === undefined ? undefined : await token(account)),
    async stop() {
      await system.stop();
      await dropAll();
    },
  };
}

function definitionOf({ subgraphs }: Composition, name: string) {
  const definition = subgraphs.find((subgraph) => subgraph.name === name);
  if (definition === undefined) throw new Error(`There is no subgraph ${name}.`);
  return definition;
}

/** Posts a GraphQL request to a gateway. */
export async function ask(url: string, body: object, token?: string): Promise<TestAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Pick<TestAnswer, 'data' | 'errors'>;
  return { status: response.status, headers: response.headers, data: answer.data, errors: answer.errors };
}
