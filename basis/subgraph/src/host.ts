import type { MikroORM } from '@mikro-orm/postgresql';
import {
  type Clock,
  createLifecycle,
  currentTraceparent,
  type Environment,
  type Logger,
  NotFoundError,
  newId,
  type Policy,
  StrataError,
  systemClock,
  type Write,
  withSpan,
} from '@strata/basis-core';
import { buildGraph, checkConditions, type Graph } from '@strata/basis-graph';
import type { Checkpoint, Emitting, Messaging, MessagingSabotage, Transport } from '@strata/basis-messaging';
import {
  admitService,
  createLocalServiceClient,
  type GraphQLCall,
  type Identity,
  type ServiceClient,
  type ServiceHandlers,
  TRACE_HEADER,
  type Trust,
} from '@strata/basis-network';
import { createOrm, migrate } from '@strata/basis-storage';
import { LRUCache } from 'lru-cache';
import { applyBaseline } from './apply-baseline.ts';
import type { Command } from './command.ts';
import type { Context, ServiceFetcher } from './context.ts';
import { emittingOf, type SubgraphDefinition } from './definition.ts';
import { createExecutor } from './executor.ts';
import { mayCall, operatorRoutesOf, startMessagingOf } from './host-messaging.ts';
import { idempotentRuns } from './idempotency.ts';
import { type Operations, operationsOf } from './operations.ts';
import { preparePlatformSchema } from './platform-schema.ts';
import { readingWrites } from './read-your-writes.ts';
import { findRoute, type Route, webhookPath } from './route.ts';
import { runCommand } from './run-command.ts';

/** Policy documents that were found good; there are as many as there are sets of roles. */
const MAX_CHECKED_POLICIES = 10_000;

/** What a subgraph is hosted with. */
export interface HostOptions {
  databaseUrl: string;
  /** Connections at most. Default 4. */
  poolMax?: number;
  logger: Logger;
  development: boolean;
  /** How other services are reached, by name: only those that the manifest lists under `calls` are asked for. */
  services: (name: string) => ServiceClient;
  /** Whom it believes, and what other services may do here. */
  trust: Trust;
  environment?: Environment;
  clock?: Clock;
  /** What carries messages. Without it they stay in the outbox, and nothing is taken in. Whoever made it stops it. */
  transport?: Transport | Promise<Transport> | undefined;
  /** For tests. */
  checkpoint?: (point: Checkpoint) => void | Promise<void>;
  /** For the tests of the tests alone. */
  sabotage?: MessagingSabotage;
}

/** A subgraph that is up, its database migrated. */
export interface HostedSubgraph {
  readonly definition: SubgraphDefinition;
  readonly graph: Graph;
  readonly orm: MikroORM;
  /** Where there is a transport. */
  readonly messaging: Messaging | undefined;
  /** Calls it in this process, without HTTP. */
  readonly client: ServiceClient;
  /** What an HTTP server is given to answer with. */
  readonly handlers: ServiceHandlers;
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Builds a subgraph from its manifest, connects and migrates its database. Whoever hosts it decides how it is called.
 *
 * @throws ConfigurationError naming what is wrong with its settings
 */
export async function hostSubgraph(definition: SubgraphDefinition, options: HostOptions): Promise<HostedSubgraph> {
  const { databaseUrl, poolMax, development, environment = {}, clock = systemClock } = options;
  definition.settings?.(environment);
  const logger = options.logger.child({ service: definition.name });
  const lifecycle = createLifecycle(logger);
  const graph = await graphOf(definition);
  const orm = await createOrm({
    service: definition.name,
    url: databaseUrl,
    entities: definition.entities,
    migrations: definition.migrations,
    poolMax,
    logger,
  });
  lifecycle.onStop('database', () => orm.close(true));
  let messaging: Messaging | undefined;
  try {
    await migrate(orm);
    await preparePlatformSchema(orm, definition);
    await applyBaseline({ definition, orm });
    messaging = await startMessagingOf(definition, { ...options, logger, clock }, orm, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
  const { services, trust, transport } = options;
  const parts: Parts = {
    definition,
    routes: [...routesOf(definition), ...operatorRoutesOf(definition, messaging, logger, lifecycle)],
    emitting: emittingOf(definition),
    afterCommit: () => messaging?.wake(),
    orm,
    logger,
    clock,
    services,
    trust,
    transport: transport && Promise.resolve(transport),
    environment,
  };
  const checkPolicy = createPolicyCheck(graph);
  const executor = createExecutor({ schema: graph.schema, development });
  const handlers: ServiceHandlers = {
    execute: (call) =>
      traced(definition, call, () => {
        checkPolicy(call.identity.viewer.policy);
        return readingWrites(call, messaging?.catchUp, (onWrites) =>
          executor(call, createContext(parts, call, onWrites)),
        );
      }),
    fetch: (request, caller) => answerRoute(parts, request, caller),
  };
  const onError = (error: unknown) => logger.error({ err: error }, 'a call failed');
  const client = createLocalServiceClient({ name: definition.name, trust, onError, ...handlers });
  const isReady = () => orm.isConnected();
  return { definition, graph, orm, messaging, client, handlers, isReady, stop: () => lifecycle.stop() };
}

/** The federated schema of a manifest: needs no database. */
export function graphOf(definition: SubgraphDefinition): Promise<Graph> {
  return buildGraph({
    name: definition.name,
    resolvers: [...definition.resolvers],
    orphanedTypes: [...(definition.types ?? [])],
    references: [...(definition.references ?? [])],
    permissions: definition.permissions,
  });
}

function routesOf({ name, routes = [], webhook }: SubgraphDefinition): readonly Route[] {
  if (webhook === undefined) return routes;
  return [...routes, { method: 'POST', path: webhookPath(name), access: 'public', handle: webhook }];
}

/** An operation as a part of the trace of whoever asked. */
function traced<T>({ name }: SubgraphDefinition, call: GraphQLCall, work: () => T): T {
  const { traceparent: parent, operationName, requestId } = call;
  const operation = operationName === undefined ? {} : { 'graphql.operation.name': operationName };
  const attributes = { 'strata.service': name, 'strata.request.id': requestId, ...operation };
  return withSpan(`graphql ${name}`, attributes, work, { kind: 'server', parent });
}

/** Refuses a policy whose conditions make no sense here, before anything is read under it. Each is looked at once. */
function createPolicyCheck(graph: Graph): (policy: Policy) => void {
  const checked = new LRUCache<string, true>({ max: MAX_CHECKED_POLICIES });
  return (policy) => {
    if (checked.has(policy.hash)) return;
    checkConditions(policy, graph.resources);
    checked.set(policy.hash, true);
  };
}

interface Parts {
  definition: SubgraphDefinition;
  routes: readonly Route[];
  emitting: Emitting;
  /** Wakes the relay. */
  afterCommit: () => void;
  orm: MikroORM;
  logger: Logger;
  clock: Clock;
  services: (name: string) => ServiceClient;
  trust: Trust;
  transport: Promise<Transport> | undefined;
  environment: Environment;
}

function createContext(parts: Parts, call: GraphQLCall, onWrites: (writes: readonly Write[]) => void): Context {
  const { orm, clock, emitting, afterCommit } = parts;
  const { viewer } = call.identity;
  const { requestId } = call;
  const logger = parts.logger;
  const em = orm.em.fork({ clear: true });
  const nextRun = idempotentRuns(viewer.id, call.idempotencyKey, call);
  return {
    viewer,
    requestId,
    logger,
    em,
    run: (command, input) => {
      const run = nextRun();
      const once = run === undefined ? undefined : { run, em };
      const options = { viewer, now: clock.now(), requestId, logger, once, onWrites, emitting, afterCommit };
      return withSpan('command', { 'strata.service': parts.definition.name }, () =>
        runCommand(orm, command, options, input),
      );
    },
    service: (name) => serviceFetcher(parts, name, requestId),
    get operations() {
      return operationsOfService(parts);
    },
  };
}

function operationsOfService({ definition, services, trust }: Parts): Operations {
  return operationsOf(definition, { clients: services, trust });
}

function serviceFetcher({ definition, services }: Parts, name: string, requestId: string): ServiceFetcher {
  if (definition.calls?.[name] === undefined) {
    throw new StrataError(
      'UNDECLARED_CALL',
      `${definition.name} does not list ${name} under calls in its manifest.`,
      500,
    );
  }
  const identity = admitService(definition.name);
  return ({ query, variables }) =>
    withSpan(
      `call ${name}`,
      { 'strata.service': definition.name, 'peer.service': name },
      () => {
        const traceparent = currentTraceparent();
        return services(name).execute({
          query,
          ...(variables === undefined ? {} : { variables }),
          identity,
          requestId,
          ...(traceparent === undefined ? {} : { traceparent }),
        });
      },
      { kind: 'client' },
    );
}

async function answerRoute(parts: Parts, request: Request, caller: Identity | undefined): Promise<Response> {
  const { definition, routes, emitting, afterCommit, orm, logger, clock, transport, environment } = parts;
  const found = findRoute(routes, request.method, new URL(request.url).pathname);
  const refused = found !== undefined && !mayCall(found.route, caller);
  if (found === undefined || refused) throw new NotFoundError('URL');
  const viewer = caller?.viewer ?? OUTSIDE;
  const unit = {
    viewer,
    now: clock.now(),
    requestId: request.headers.get('x-request-id') ?? newId(),
    logger,
    emitting,
    afterCommit,
  };
  const { route, params } = found;
  const context = {
    em: orm.em.fork({ clear: true }),
    logger,
    clock,
    viewer,
    transport,
    environment,
    params,
    run: <Input, Output>(command: Command<Input, Output>, input: Input) => runCommand(orm, command, unit, input),
    get operations() {
      return operationsOfService(parts);
    },
  };
  const attributes = { 'strata.service': definition.name, 'http.route': route.path };
  const parent = request.headers.get(TRACE_HEADER) ?? undefined;
  return withSpan(`${route.method} ${route.path}`, attributes, () => route.handle(request, context), {
    kind: 'server',
    parent,
  });
}

const OUTSIDE = { kind: 'anonymous', id: null, roles: [], attributes: {}, policy: { hash: '', grants: [] } } as const;
