import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type Clock, createLogger, type Grant, type Logger, NotFoundError, type Policy } from '@strata/basis-core';
import {
  createHttpServer,
  createHttpServiceClient,
  createIdentityIssuer,
  createIdentityVerifier,
  createLocalServiceClient,
  generateIdentityKey,
  type HttpServer,
  hashPolicy,
  mountService,
  type ServiceClient,
  type ServiceHandlers,
  type Trust,
} from '@strata/basis-network';
import { execute, type GraphQLFieldResolver, type GraphQLFormattedError, parse, validate } from 'graphql';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { compose, createGateway, type Gateway, type GatewayOptions } from '../src/index.ts';

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

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
  import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@external", "@requires"])\n`;

export interface ToySubgraph {
  sdl: string;
  resolvers: Record<string, Record<string, unknown>>;
}

const PRODUCTS = [
  { id: 'p1', name: 'Lamp', cost: 3 },
  { id: 'p2', name: 'Chair', cost: 5 },
];

/** Reached from a resolver as its context. */
type CallContext = Parameters<ServiceHandlers['execute']>[0];
type Resolver = GraphQLFieldResolver<{ id: string }, CallContext>;

export const products: ToySubgraph = {
  sdl: `${LINK}
    type Query {
      products(first: Int): ProductConnection!
      product(id: ID!): Product
      me: String
      fails: String
      leaks: String
      secret: String @requiresScopes(scopes: [["secrets:read"]])
    }
    type Mutation { rename(id: ID!, quantity: Int): Product }
    type ProductConnection { nodes: [Product!]! edges: [String!] }
    type Product @key(fields: "id") { id: ID! name: String! cost: Int @requiresScopes(scopes: [["products:cost"]]) }`,
  resolvers: {
    Query: {
      products: (_: unknown, { first = 10 }: { first?: number }) => ({ nodes: PRODUCTS.slice(0, first) }),
      product: (_: unknown, { id }: { id: string }) => PRODUCTS.find((product) => product.id === id),
      me: ((_, __, { identity }) => identity.viewer.id ?? identity.viewer.kind) as Resolver,
      fails: () => {
        throw new NotFoundError('lamp', 'p9');
      },
      leaks: () => {
        throw new Error('SELECT * FROM "product" at 10.0.0.3:5432');
      },
      secret: ((_, __, { identity }) => identity.viewer.policy.hash) as Resolver,
    },
    Mutation: { rename: () => PRODUCTS[0] },
    Product: { __resolveReference: ({ id }: { id: string }) => PRODUCTS.find((product) => product.id === id) },
  },
};

export const reviews: ToySubgraph = {
  sdl: `${LINK}
    type Query { latestReview: String }
    type Product @key(fields: "id") { id: ID! rating: Int reviewText: String }`,
  resolvers: {
    Query: { latestReview: () => 'Bright.' },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      rating: (({ id }) => (id === 'p1' ? 5 : 3)) as Resolver,
      reviewText: (({ id }) => {
        if (id === 'p1') return 'Bright.';
        throw new NotFoundError('review');
      }) as Resolver,
    },
  },
};

/** What a subgraph's host does, in small: validate, execute, map errors. */
function executorOf({ sdl, resolvers }: ToySubgraph): ServiceHandlers['execute'] {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }] as Parameters<
    typeof buildSubgraphSchema
  >[0]);
  return async (call) => {
    const document = parse(call.query);
    const faults = validate(schema, document);
    if (faults.length > 0) return { errors: faults.map((fault) => fault.toJSON()) };
    const variableValues = call.variables ?? {};
    const { data, errors } = await execute({ schema, document, contextValue: call, variableValues });
    return { data: data ?? null, ...(errors && { errors: errors.map((error) => formatted(error)) }) };
  };
}

function formatted({ message, path, originalError }: { message: string; path?: unknown; originalError?: unknown }) {
  const { code } = (originalError ?? {}) as { code?: string };
  const masked = code ? { message, code } : { message: 'Something went wrong.', code: 'INTERNAL_SERVER_ERROR' };
  return { message: masked.message, path, extensions: { code: masked.code } } as GraphQLFormattedError;
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

export const ISSUER = 'http://localhost:4000/sso';
export const CUSTOMER_ID = '0198c0de-0000-7000-8000-000000000001';
export const OPERATOR_ID = '0198c0de-0000-7000-8000-000000000002';
export const CLOSED_ID = '0198c0de-0000-7000-8000-000000000003';

const GRANTS: Record<string, Grant[]> = {
  [CUSTOMER_ID]: [{ permission: 'orders:read' }],
  [OPERATOR_ID]: [{ permission: 'platform:introspect' }],
};

/** SSO in small: keys, viewers, policies, and an echo of what is forwarded to it. */
export function toySso() {
  const keys = [generateIdentityKey()];
  const policies = new Map<string, Policy>();
  const asked: unknown[] = [];

  function policyOf(grants: Grant[]): Policy {
    const policy = { hash: hashPolicy(grants), grants };
    policies.set(policy.hash, policy);
    return policy;
  }

  async function viewer(request: Request): Promise<Response> {
    const body = (await request.json()) as { kind: string; subject: string | null; scopes?: string[] };
    asked.push(body);
    if (body.subject === CLOSED_ID) return Response.json({ errors: [] }, { status: 401 });
    const policy = policyOf(GRANTS[body.subject ?? ''] ?? [{ permission: 'catalog:read' }]);
    return Response.json({ viewer: { kind: body.kind, id: body.subject, roles: ['x'], attributes: {} }, policy });
  }

  const handlers: ServiceHandlers = {
    execute: async () => ({ data: null }),
    fetch: async (request, identity) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === '/sso/.well-known/jwks.json') return Response.json({ keys: keys.map((key) => key.publicKey) });
      if (pathname === '/internal/viewer') {
        return identity?.viewer.kind === 'service' ? viewer(request) : new Response('who are you', { status: 401 });
      }
      const headers = Object.fromEntries(request.headers);
      const answer = { path: pathname + search, headers, body: await request.text(), identified: Boolean(identity) };
      return Response.json(answer, { headers: { 'set-cookie': 'session=1; HttpOnly' } });
    },
  };
  const loadPolicy = async (hash: string) => {
    const policy = policies.get(hash);
    if (!policy) throw new NotFoundError('policy', hash);
    return policy;
  };
  return { handlers, loadPolicy, keys, asked, rotate: () => keys.unshift(generateIdentityKey()) };
}

export interface TokenOptions {
  key?: ReturnType<typeof generateIdentityKey>;
  subject?: string;
  claims?: JWTPayload;
  typ?: string;
  issuer?: string;
  audience?: string;
  issuedAt?: Date;
  lifeSeconds?: number;
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

async function signToken(sso: ReturnType<typeof toySso>, options: TokenOptions = {}): Promise<string> {
  const { key = sso.keys[0], subject = CUSTOMER_ID, claims, typ = 'at+jwt', issuedAt = new Date() } = options;
  if (!key) throw new Error('there is no key');
  return new SignJWT({ kind: 'user', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ, kid: String(key.publicKey.kid) })
    .setSubject(subject)
    .setIssuer(options.issuer ?? ISSUER)
    .setAudience(options.audience ?? 'strata')
    .setIssuedAt(issuedAt)
    .setExpirationTime(new Date(issuedAt.getTime() + (options.lifeSeconds ?? 300) * 1000))
    .sign(await importJWK(key.privateKey, 'EdDSA'));
}

export async function post(url: string, body: unknown, token?: string): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
}
