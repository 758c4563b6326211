import type { MikroORM } from '@mikro-orm/postgresql';
import type { Lifecycle, Logger } from '@strata/basis-core';
import { type Messaging, startMessaging } from '@strata/basis-messaging';
import type { Identity } from '@strata/basis-network';
import { emittingOf, type SubgraphDefinition } from './definition.ts';
import type { HostOptions } from './host.ts';
import { describeUses } from './message-uses.ts';
import { createOperatorJobs } from './operator-jobs.ts';
import { isOperator, operatorRoutes } from './operator-routes.ts';
import type { Route } from './route.ts';

/** Starts what a subgraph does with messages, where there is something to carry them. */
export async function startMessagingOf(
  definition: SubgraphDefinition,
  { databaseUrl, transport, logger, environment, clock, checkpoint, sabotage }: HostOptions,
  orm: MikroORM,
  lifecycle: Lifecycle,
): Promise<Messaging | undefined> {
  if (transport === undefined) return undefined;
  const messaging = await startMessaging({
    service: definition.name,
    databaseUrl,
    orm,
    transport: await transport,
    emitting: emittingOf(definition),
    handles: definition.handles ?? [],
    logger,
    environment,
    ...(clock === undefined ? {} : { clock }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(sabotage === undefined ? {} : { sabotage }),
  });
  lifecycle.onStop('messaging', () => messaging.stop());
  return messaging;
}

/** What operators may ask of a service: all of it is about its messages. */
export function operatorRoutesOf(
  definition: SubgraphDefinition,
  messaging: Messaging | undefined,
  logger: Logger,
  lifecycle: Lifecycle,
): Route[] {
  if (messaging === undefined) return [];
  const jobs = createOperatorJobs(logger);
  lifecycle.onStop('jobs of operators', () => jobs.stop());
  return operatorRoutes({ ...messaging, jobs, messages: describeUses(definition) });
}

/** Whether a caller may have a route. */
export function mayCall({ access, path }: Route, caller: Identity | undefined): boolean {
  if (path.startsWith('/_strata/')) return isOperator(caller?.viewer);
  return access === 'public' || caller?.viewer.kind === 'service';
}
