import { type Clock, createLogger, NotFoundError, type Policy, type Viewer } from '@strata/basis-core';
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
} from '../src/index.ts';

export const logger = createLogger({ service: 'test', level: 'silent' });

export const gatewayKey = generateIdentityKey();
export const ordersKey = generateIdentityKey();

export const trust: Trust = {
  services: [
    { name: 'gateway', publicKey: gatewayKey.publicKey, signsViewers: true, permissions: {} },
    {
      name: 'orders',
      publicKey: ordersKey.publicKey,
      signsViewers: false,
      permissions: { catalog: ['products:read'], sso: ['users:read'] },
    },
  ],
};

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder.
const grants = [{ permission: 'orders:read', condition: { customerId: { eq: '${viewer.id}' } } }];
export const policy: Policy = { hash: hashPolicy(grants), grants };

export const customer: Viewer = {
  kind: 'user',
  id: '0198c0de-0000-7000-8000-000000000001',
  roles: ['customer'],
  attributes: { tier: 'gold', visits: 3 },
  policy,
};

export const loadPolicy = async (hash: string): Promise<Policy> => {
  if (hash !== policy.hash) throw new NotFoundError('policy', hash);
  return policy;
};

export const inSeconds = (seconds: number, from = new Date()) => new Date(from.getTime() + seconds * 1000);

/** A clock that the test moves. */
export function movableClock(start = new Date()): Clock & { forward(seconds: number): void } {
  let now = start;
  return {
    now: () => now,
    forward: (seconds) => {
      now = inSeconds(seconds, now);
    },
  };
}

export async function startServer(options: Partial<Parameters<typeof createHttpServer>[0]> = {}): Promise<HttpServer> {
  return createHttpServer({
    name: 'toy',
    logger,
    host: '127.0.0.1',
    port: 0,
    bodyLimitBytes: 1_048_576,
    requestTimeoutMs: 5_000,
    isReady: () => ({ ready: true }),
    ...options,
  });
}

export interface Toy {
  client: ServiceClient;
  /** The client that the service `orders` would have. */
  clientOfOrders: ServiceClient;
  close(): Promise<void>;
}

export type StartToy = (handlers: ServiceHandlers, timeoutMs?: number) => Promise<Toy>;

/** The service `catalog` behind real HTTP. */
export const startHttpToy: StartToy = async (handlers, timeoutMs = 2_000) => {
  const server = await startServer();
  const verifier = createIdentityVerifier({ audience: 'catalog', trust, loadPolicy });
  mountService(server, { verifier, ...handlers });
  const url = await server.listen();
  const clientOf = (name: string, privateKey = gatewayKey.privateKey) =>
    createHttpServiceClient({
      name: 'catalog',
      url,
      timeoutMs,
      logger,
      issuer: createIdentityIssuer({ name, privateKey }),
    });
  return {
    client: clientOf('gateway'),
    clientOfOrders: clientOf('orders', ordersKey.privateKey),
    close: () => server.close(),
  };
};

/** The same service in this process. */
export const startLocalToy: StartToy = async (handlers, timeoutMs = 2_000) => {
  const client = createLocalServiceClient({ name: 'catalog', trust, timeoutMs, ...handlers });
  return { client, clientOfOrders: client, close: async () => {} };
};
