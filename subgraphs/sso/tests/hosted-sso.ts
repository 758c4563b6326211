import { type Clock, createLogger, type Environment, type Viewer } from '@strata/basis-core';
import { admitService, type ServiceClient } from '@strata/basis-network';
import { type HostedSubgraph, hostSubgraph } from '@strata/basis-subgraph';
import { createTestDatabase, type TestDatabase } from '@strata/basis-testing';
import { sso } from '../src/index.ts';
import { User } from '../src/user.entity.ts';

/** A clock that a test moves. */
export class MovableClock implements Clock {
  #now = new Date('2026-03-01T12:00:00Z').getTime();

  now(): Date {
    return new Date(this.#now);
  }

  advance(seconds: number): void {
    this.#now += seconds * 1_000;
  }
}

/** SSO on a seeded database of its own, and how tests talk to it. */
export interface SsoUnderTest {
  hosted: HostedSubgraph;
  clock: MovableClock;
  /** SQL statements that ran since the last call. */
  statements(): string[];
  get(path: string): Promise<Response>;
  /** From outside: a form to the token endpoint. */
  token(fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** As the gateway, which proves who it is. */
  internal(path: string, body?: unknown): Promise<Response>;
  changeUser(email: string, change: (user: User) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it; with a `database` of another one, as a second process of the same service. */
export async function startSso(
  options: { environment?: Environment; database?: TestDatabase } = {},
): Promise<SsoUnderTest & { database: TestDatabase }> {
  const database = options.database ?? (await createTestDatabase(sso, { seed: true }));
  const clock = new MovableClock();
  const lines: string[] = [];
  const hosted = await hostSubgraph(sso, {
    databaseUrl: database.url,
    logger: createLogger({ service: 'test', level: 'debug', destination: { write: (line) => lines.push(line) } }),
    development: true,
    services: () => {
      throw new Error('SSO calls nobody');
    },
    trust: { services: [] },
    environment: options.environment ?? {},
    clock,
  });
  return {
    ...conversation(hosted.client),
    hosted,
    database,
    clock,
    statements: () => lines.splice(0).filter((line) => line.includes('"sql":true')),
    async changeUser(email, change) {
      const em = hosted.orm.em.fork();
      change(await em.findOneOrFail(User, { email }));
      await em.flush();
    },
    async stop() {
      await hosted.stop();
      if (options.database === undefined) await database.drop();
    },
  };
}

function conversation(client: ServiceClient): Pick<SsoUnderTest, 'get' | 'token' | 'internal'> {
  const url = (path: string) => `http://sso${path}`;
  return {
    get: (path) => client.fetch(new Request(url(path))),
    token: (fields, headers = {}) =>
      client.fetch(new Request(url('/sso/token'), { method: 'POST', body: new URLSearchParams(fields), headers })),
    internal: (path, body) =>
      client.fetch(
        new Request(url(path), body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        admitService('gateway'),
      ),
  };
}

/** The form with which a person signs in. */
export const password = (username: string, word = 'strata') => ({ grant_type: 'password', username, password: word });

/** What the token endpoint answers, in both cases. */
export interface TokenAnswer {
  access_token: string;
  scope?: string;
  error?: string;
}

/** The body of an answer, taken for what the test expects it to be. */
export async function bodyOf<T>(response: Response | Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

/** Status and code of a refusal. */
export async function refusalOf(response: Response): Promise<[number, string | undefined]> {
  const { errors } = await bodyOf<{ errors: { extensions: { code: string } }[] }>(response);
  return [response.status, errors[0]?.extensions.code];
}

/** What the viewer route answers, as one value. */
export async function viewerIn(response: Response): Promise<Viewer> {
  const { viewer, policy } = await bodyOf<{ viewer: Viewer; policy: Viewer['policy'] }>(response);
  return { ...viewer, policy };
}
