import type { Clock, Environment, Logger, Viewer } from '@strata/basis-core';
import type { Transport } from '@strata/basis-messaging';
import type { Command } from './command.ts';
import type { Context, ReadEntityManager } from './context.ts';

/** What a route's handler works with. */
export interface RouteContext extends Pick<Context, 'operations'> {
  /** Who calls: an anonymous viewer where nobody said. */
  viewer: Viewer;
  /** Reads of this request, in one identity map. Changes are commands. */
  em: ReadEntityManager;
  logger: Logger;
  clock: Clock;
  /** Path parameters: `/internal/policies/:hash` gives `hash`. */
  params: Readonly<Record<string, string>>;
  /** What the process was configured with. */
  environment: Environment;
  /** What carries messages, where something does. */
  transport: Promise<Transport> | undefined;
  run<Input, Output>(command: Command<Input, Output>, input: Input): Promise<Output>;
}

/**
 * An endpoint beside GraphQL. `public` ones are what the gateway forwards from outside, for a viewer where the path is
 * one of its consoles; `internal` ones answer only to another service that proves who it is.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` stands for one part of a path, `*` as the last part for all that follows. */
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
  if (wanted.at(-1) === '*' ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== '*' && part !== value) return undefined;
  }
  return params;
}
