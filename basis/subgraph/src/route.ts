import type { Clock, Environment, Logger } from '@strata/basis-core';
import type { Command } from './command.ts';
import type { ReadEntityManager } from './context.ts';

/** What a route's handler works with. */
export interface RouteContext {
  /** Reads of this request, in one identity map. Changes are commands. */
  em: ReadEntityManager;
  logger: Logger;
  clock: Clock;
  /** Path parameters: `/internal/policies/:hash` gives `hash`. */
  params: Readonly<Record<string, string>>;
  /** What the process was configured with. */
  environment: Environment;
  run<Input, Output>(command: Command<Input, Output>, input: Input): Promise<Output>;
}

/**
 * An endpoint beside GraphQL. `public` ones are what the gateway forwards from outside; `internal` ones answer only
 * to another service that proves who it is.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: `/${string}`;
  access: 'public' | 'internal';
  handle(request: Request, context: RouteContext): Promise<Response>;
}

/** Where outsiders tell a service something unasked. */
export function webhookPath(service: string): `/${string}` {
  return `/webhooks/${service}`;
}

/** The route that fits, with its path parameters. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, pathname);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}
