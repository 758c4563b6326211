import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createLogger, type Logger, type Policy } from '@strata/basis-core';
import {
  createHttpServer,
  createHttpServiceClient,
  createIdentityIssuer,
  createIdentityVerifier,
  createLocalServiceClient,
  generateIdentityKey,
  type HttpServer,
  mountService,
  type ServiceClient,
  type ServiceHandlers,
  type Trust,
} from '@strata/basis-network';
import type { GraphQLFormattedError } from 'graphql';
import { compose, createGateway, type Gateway, type GatewayOptions } from '../src/index.ts';
import { signToken, type TokenOptions, toySso } from './toy-sso.ts';
import { type CallContext, executorOf, products, reviews, type ToySubgraph } from './toy-subgraphs.ts';

export const silent = createLogger({ service: 'test', level: 'silent' });

/** A logger whose lines the test reads. */
export function recordingLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { logger: createLogger({ service: 'test', destination: { write } }), lines };
}

export function movableClock(): Clock & { forward(seconds: number): void } {
  let nowMs = Date.now();
  return {
    now: () => new Date(nowMs),
    forward: (seconds) => {
      nowMs += seconds * 1000;
    },
  };
}

/** A service that can be taken down and brought up again. */
export interface ToyService {
  client: ServiceClient;
  down(): Promise<void>;
  up(): Promise<void>;
  calls: CallContext[];
}

const gatewayKey = generateIdentityKey();
const trust: Trust = {
  services: [
    {
      name: 'gateway',
      publicKey: gatewayKey.publicKey,
      signsViewers: true,
      permissions: { sso: ['viewers:read', 'policies:read'] },
    },
  ],
};

export type Transport = 'http' | 'local';

async function startService(
  name: string,
  handlers: ServiceHandlers,
  transport: Transport,
  loadPolicy: (hash: string) => Promise<Policy>,
): Promise<ToyService> {
  const calls: CallContext[] = [];
  const recorded: ServiceHandlers = {
    fetch: handlers.fetch,
    execute: (call) => {
      calls.push(call);
      return handlers.execute(call);
    },
  };
  const service = transport === 'http' ? await overHttp(name, recorded, loadPolicy) : inProcess(name, recorded);
  return { ...service, calls };
}

function inProcess(name: string, handlers: ServiceHandlers): Omit<ToyService, 'calls'> {
  let isUp = true;
  const local = createLocalServiceClient({ name, trust, ...handlers });
  const issuer = createIdentityIssuer({ name: 'gateway', privateKey: gatewayKey.privateKey });
  const dead = createHttpServiceClient({ name, url: 'http://127.0.0.1:1', issuer, timeoutMs: 500, logger: silent });
  return {
    client: {
      name,
      execute: (call) => (isUp ? local : dead).execute(call),
      fetch: (request, identity) => (isUp ? local : dead).fetch(request, identity),
    },
    down: async () => {
      isUp = false;
    },
    up: async () => {
      isUp = true;
    },
  };
}

async function overHttp(
  name: string,
  handlers: ServiceHandlers,
  loadPolicy: (hash: string) => Promise<Policy>,
): Promise<Omit<ToyService, 'calls'>> {
  const verifier = createIdentityVerifier({ audience: name, trust, loadPolicy });
  let server: HttpServer | undefined;
  let port = 0;
  const up = async () => {
    server = await createHttpServer({
      name,
      logger: silent,
      host: '127.0.0.1',
      port,
      bodyLimitBytes: 1_048_576,
      requestTimeoutMs: 5_000,
      isReady: () => ({ ready: true }),
    });
    mountService(server, { verifier, ...handlers });
    port = Number(new URL(await server.listen()).port);
  };
  await up();
  const issuer = createIdentityIssuer({ name: 'gateway', privateKey: gatewayKey.privateKey });
  const url = `http://127.0.0.1:${port}`;
  return {
    client: createHttpServiceClient({ name, url, issuer, timeoutMs: 5_000, logger: silent }),
    up,
    down: async () => server?.close(),
  };
}

export interface ToySystem {
  gateway: Gateway;
  url: string;
  products: ToyService;
  reviews: ToyService;
  ssoService: ToyService;
  sso: ReturnType<typeof toySso>;
  supergraphFile: string;
  token(options?: TokenOptions): Promise<string>;
  query(query: string, options?: { token?: string; variables?: unknown }): Promise<GraphQLAnswer>;
  close(): Promise<void>;
}

export interface GraphQLAnswer {
  status: number;
  data?: unknown;
  errors?: (GraphQLFormattedError & { extensions: Record<string, unknown> })[];
}

export interface SystemOptions extends Partial<Omit<GatewayOptions, 'supergraphFile' | 'service' | 'sso'>> {
  transport?: Transport;
  /** Services that are down when the gateway starts. */
  down?: ('products' | 'reviews' | 'sso')[];
}

export async function writeSupergraph(folder: string, subgraphs: Record<string, ToySubgraph>): Promise<string> {
  for (const [name, { sdl }] of Object.entries(subgraphs)) await writeFile(join(folder, `${name}.graphql`), sdl);
  const entries = Object.keys(subgraphs).map(
    (name) => `  ${name}:\n    routing_url: http://127.0.0.1:4001/graphql\n    schema: { file: ./${name}.graphql }`,
  );
  const configFile = join(folder, 'supergraph.yaml');
  await writeFile(configFile, `federation_version: =2.12.0\nsubgraphs:\n${entries.join('\n')}\n`);
  const composed = await compose({ configFile, environment: {} });
  if ('errors' in composed) throw new Error(composed.errors.join('\n'));
  const file = join(folder, 'supergraph.graphql');
  await replaceFile(file, composed.supergraphSdl);
  return file;
}

/** As a careful writer does it: readers see the old file or the new one, nothing between. */
export async function replaceFile(file: string, content: string): Promise<void> {
  await writeFile(`${file}.draft`, content);
  await rename(`${file}.draft`, file);
}

/** The gateway over two toy subgraphs and a toy SSO. */
export async function startToySystem(options: SystemOptions = {}): Promise<ToySystem> {
  const { transport = 'local', down = [], ...gatewayOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'strata-gateway-'));
  const sso = toySso();
  const none = async () => new Response(null, { status: 404 });
  const start = (name: string, handlers: ServiceHandlers) => startService(name, handlers, transport, sso.loadPolicy);
  const services = {
    products: await start('products', { execute: executorOf(products), fetch: none }),
    reviews: await start('reviews', { execute: executorOf(reviews), fetch: none }),
    sso: await start('sso', sso.handlers),
  };
  for (const name of down) await services[name].down();
  const supergraphFile = await writeSupergraph(folder, { products, reviews });
  const gateway = await createGateway({
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    environment: {},
    supergraphFile,
    watch: false,
    service: (name) => services[name as keyof typeof services].client,
    sso: services.sso.client,
    forwards: { '/sso': services.sso.client },
    consoles: { '/console/toy': services.sso.client },
    development: true,
    ...gatewayOptions,
  });
  const url = await gateway.listen();
  return {
    gateway,
    url,
    products: services.products,
    reviews: services.reviews,
    ssoService: services.sso,
    sso,
    supergraphFile,
    token: (tokenOptions) => signToken(sso, tokenOptions),
    query: (query, { token, variables } = {}) => post(url, { query, variables }, token),
    async close() {
      await gateway.close();
      await Promise.all(Object.values(services).map((service) => service.down()));
      await rm(folder, { recursive: true });
    },
  };
}

export async function post(url: string, body: unknown, token?: string): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
}
