import { join } from 'node:path';
import { StrataError } from '@strata/basis-core';
import type { BullConnection } from '@strata/basis-messaging';
import { createHttpServiceClient, createIdentityIssuer } from '@strata/basis-network';
import {
  checkMessages,
  developmentToken,
  GATEWAY,
  type IdentityKeys,
  noSuchService,
  OPERATOR,
  trustOf,
} from '@strata/basis-subgraph';
import { type HeldPort, holdPort } from './free-port.ts';
import { overHttp } from './operators/operations.ts';
import { recompose } from './recompose.ts';
import {
  type ChildSpec,
  createLogStream,
  createSupervisor,
  restartOnChange,
  type Supervisor,
} from './supervisor/index.ts';
import { originFor, type RunningSystem, type TopologyOptions } from './topology.ts';
import { untilReplicasAreFilled } from './until-replicas-are-filled.ts';

/** What a spare process has loaded before it is told which service to be. */
const PRELOADED = [
  '@strata/basis-cli',
  '@strata/gateway',
  'type-graphql',
  '@mikro-orm/decorators/legacy',
  '@mikro-orm/migrations',
  '@node-rs/argon2',
];
const SIGN_IN_TIMEOUT_MS = 10_000;

/** Each subgraph and the gateway in a process and on a port of their own, started again when they die. */
export async function startProcesses(options: TopologyOptions): Promise<RunningSystem> {
  const { composition, logger, held, settings, watch, stopping } = options;
  const { port } = held;
  checkMessages(composition.subgraphs);
  const names = composition.subgraphs.map(({ name }) => name);
  const services = await servicePorts(names, port);
  const ports = new Map([...services].map(([name, { port: own }]) => [name, own]));
  const output = createLogStream({
    stdout: process.stdout,
    stderr: process.stderr,
    forPeople: process.stderr.isTTY ?? false,
    only: [...options.only],
    names: [...names, GATEWAY],
  });
  const supervisor = createSupervisor({ logger, output, ...(watch ? { standby: { modules: PRELOADED } } : {}) });
  const stopAll = () => void supervisor.stopAll();
  stopping.addEventListener('abort', stopAll);
  try {
    const parts = { ...options, queue: await options.engines.queue() };
    const specs = await Promise.all(names.map((name) => subgraphSpec(name, ports, parts)));
    await Promise.all([held, ...services.values()].map(({ release }) => release()));
    // The gateway needs no subgraph to start, and in development takes up a supergraph that changes.
    await Promise.all([...specs, gatewaySpec(ports, parts)].map((spec) => supervisor.start(spec)));
    if (settings.development) await recompose(composition, schemasOf(supervisor, names));
    const operations = overHttp(originsOf(ports), privateKeyOf(OPERATOR, options.keys));
    await untilReplicasAreFilled(operations, logger);
    const watcher = watch ? watchSources(supervisor, options) : undefined;
    return {
      url: originFor(settings.host, port),
      topology: 'a process each',
      async stop() {
        await watcher?.close();
        await supervisor.stopAll();
      },
      status: () => supervisor.status(),
      stopService: (name) => supervisor.stop(known(name, [...names, GATEWAY])),
      startService: (name) => supervisor.start(known(name, [...names, GATEWAY])),
      operated: () => names,
      operate: (name, call) => operations.call(name, call),
      token: (account) => developmentToken(ssoClient(ports, options), account),
    };
  } catch (error) {
    await supervisor.stopAll();
    throw error;
  } finally {
    stopping.removeEventListener('abort', stopAll);
  }
}

function known(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  throw noSuchService(name, names);
}

/** A port for each subgraph, from the one after the gateway's. */
async function servicePorts(names: readonly string[], after: number): Promise<ReadonlyMap<string, HeldPort>> {
  const ports = new Map<string, HeldPort>();
  let next = after + 1;
  for (const name of names) {
    const held = await holdPort(undefined, next, '127.0.0.1');
    ports.set(name, held);
    next = held.port + 1;
  }
  return ports;
}

interface ChildOptions extends TopologyOptions {
  queue: BullConnection;
}

/** What every process of the system is told: its key, whom to believe, where the others are, and the queue. */
function sharedEnvironment(name: string, ports: ReadonlyMap<string, number>, options: ChildOptions) {
  const { composition, keys, settings, environment, queue } = options;
  const services = originsOf(ports);
  return {
    STRATA_ENV: settings.development ? 'development' : 'production',
    STRATA_ORIGIN: environment.STRATA_ORIGIN ?? '',
    STRATA_IDENTITY_KEY: JSON.stringify(privateKeyOf(name, keys)),
    STRATA_TRUST: JSON.stringify(trustOf(keys, composition.subgraphs)),
    STRATA_SERVICES: JSON.stringify(services),
    STRATA_SEED: options.seed ? 'true' : 'false',
    LOG_LEVEL: settings.logLevel,
    ...queueEnvironment(queue),
  };
}

function originsOf(ports: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries([...ports].map(([service, port]) => [service, `http://127.0.0.1:${port}`]));
}

function privateKeyOf(name: string, keys: IdentityKeys) {
  const key = keys[name];
  if (key === undefined) throw new StrataError('NO_KEY', `${name} has no identity key.`, 500);
  return key.privateKey;
}

async function subgraphSpec(
  name: string,
  ports: ReadonlyMap<string, number>,
  options: ChildOptions,
): Promise<ChildSpec> {
  const { root } = options.composition;
  return {
    name,
    module: join(root, 'strata.ts'),
    args: ['serve', name],
    env: {
      ...sharedEnvironment(name, ports, options),
      HOST: '127.0.0.1',
      PORT: String(ports.get(name)),
      DATABASE_URL: await options.engines.databaseUrl(name),
    },
    sources: [join(root, 'subgraphs', name)],
  };
}

/** What is not said here, a child would take from this process's own environment. */
function queueEnvironment(queue: BullConnection): Record<string, string> {
  if ('redisUrl' in queue) return { REDIS_URL: queue.redisUrl, QUEUE_DATABASE_URL: '' };
  return { REDIS_URL: '', QUEUE_DATABASE_URL: queue.postgresUrl };
}

function gatewaySpec(ports: ReadonlyMap<string, number>, options: ChildOptions): ChildSpec {
  const { root } = options.composition;
  return {
    name: GATEWAY,
    module: join(root, 'strata.ts'),
    args: ['serve', GATEWAY],
    env: {
      ...sharedEnvironment(GATEWAY, ports, options),
      HOST: options.settings.host,
      PORT: String(options.held.port),
    },
    needs: [...ports.keys()],
    sources: [join(root, 'gateway')],
  };
}

function schemasOf(supervisor: Supervisor, names: readonly string[]): { name: string; sdl: string }[] {
  return names.flatMap((name) => {
    const details = supervisor.details(name) as { sdl?: string } | null | undefined;
    return details?.sdl === undefined ? [] : [{ name, sdl: details.sdl }];
  });
}

function watchSources(supervisor: Supervisor, { composition, logger }: TopologyOptions) {
  const { root } = composition;
  return restartOnChange({
    supervisor,
    shared: [join(root, 'basis'), join(root, 'sdk')],
    preloaded: [join(root, 'gateway')],
    logger,
    onChange: async ({ child }) => {
      await recompose(composition, schemasOf(supervisor, [child]));
    },
  });
}

function ssoClient(ports: ReadonlyMap<string, number>, { composition, keys, logger }: TopologyOptions) {
  const name = composition.identityProvider;
  const issuer = createIdentityIssuer({ name: GATEWAY, privateKey: privateKeyOf(GATEWAY, keys) });
  const url = `http://127.0.0.1:${ports.get(name)}`;
  return createHttpServiceClient({ name, url, issuer, timeoutMs: SIGN_IN_TIMEOUT_MS, logger });
}
