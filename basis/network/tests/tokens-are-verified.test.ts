import { UnauthenticatedError } from '@strata/basis-core';
import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import {
  admitService,
  admitViewer,
  createHttpServiceClient,
  createIdentityIssuer,
  createIdentityVerifier,
  EMPTY_POLICY,
  generateIdentityKey,
  type HttpServer,
  hashPolicy,
  type IdentityVerifier,
  mountService,
} from '../src/index.ts';
import {
  customer,
  gatewayKey,
  inSeconds,
  loadPolicy,
  logger,
  movableClock,
  ordersKey,
  policy,
  startServer,
  trust,
} from './toys.ts';

const gateway = createIdentityIssuer({ name: 'gateway', privateKey: gatewayKey.privateKey });
const orders = createIdentityIssuer({ name: 'orders', privateKey: ordersKey.privateKey });

let server: HttpServer;

beforeAll(async () => {
  server = await startServer();
  const verifier = createIdentityVerifier({ audience: 'catalog', trust, loadPolicy });
  mountService(server, {
    verifier,
    execute: async ({ identity }) => ({ data: { viewer: identity.viewer } }),
    fetch: async () => new Response('a page'),
  });
  await server.listen();
});

afterAll(() => server.close());

async function ask(token?: string): Promise<{ status: number; reason?: string; viewer?: unknown }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    body: '{"query":"{ viewer }"}',
    headers: { 'content-type': 'application/json', ...(token && { 'strata-viewer': token }) },
  });
  const body = (await response.json()) as { data?: { viewer: unknown }; errors?: [{ extensions: { reason: string } }] };
  const { status } = response;
  return body.errors ? { status, reason: body.errors[0].extensions.reason } : { status, viewer: body.data?.viewer };
}

interface Forgery {
  claims?: JWTPayload;
  typ?: string;
  issuer?: string;
  audience?: string | string[];
  issuedAt?: Date;
  lifeSeconds?: number;
  key?: typeof gatewayKey.privateKey;
}

async function forge({ claims, typ, issuer, audience, issuedAt, lifeSeconds = 10, key }: Forgery): Promise<string> {
  const signingKey = key ?? gatewayKey.privateKey;
  const issued = issuedAt ?? new Date();
  return new SignJWT({ kind: 'user', roles: ['admin'], attributes: {}, policy: policy.hash, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: typ ?? 'strata-viewer+jwt' })
    .setSubject(String(claims?.sub ?? 'somebody'))
    .setIssuer(issuer ?? 'gateway')
    .setAudience(audience ?? 'catalog')
    .setIssuedAt(issued)
    .setExpirationTime(inSeconds(lifeSeconds, issued))
    .sign(await importJWK(signingKey, 'EdDSA'));
}

test('a viewer token of the gateway is believed', async () => {
  const token = await gateway.tokenFor(admitViewer(customer, inSeconds(20)), 'catalog');
  expect(await ask(token)).toEqual({ status: 200, viewer: customer });
});

test('the anonymous viewer is signed too', async () => {
  const anonymous = {
    kind: 'anonymous',
    id: null,
    roles: ['anonymous'],
    attributes: {},
    policy: EMPTY_POLICY,
  } as const;
  const token = await gateway.tokenFor(admitViewer(anonymous, inSeconds(20)), 'catalog');
  expect(await ask(token)).toEqual({ status: 200, viewer: anonymous });
});

test('a call without a token gets no data', async () => {
  expect(await ask()).toEqual({ status: 401, reason: 'missing' });
});

test.each<[string, string, () => Promise<string> | string]>([
  ['expired', 'expired', () => forge({ issuedAt: inSeconds(-60) })],
  ['signed by another key', 'signature', () => forge({ key: generateIdentityKey().privateKey })],
  ['meant for another audience', 'audience', () => forge({ audience: 'inventory' })],
  ['meant for several audiences', 'audience', () => forge({ audience: ['catalog', 'inventory'] })],
  ['of another type', 'type', () => forge({ typ: 'at+jwt' })],
  ['of an unknown issuer', 'issuer', () => forge({ issuer: 'stranger' })],
  ['for a viewer, signed by a service', 'issuer', () => forge({ issuer: 'orders', key: ordersKey.privateKey })],
  ['made to live too long', 'expired', () => forge({ issuedAt: inSeconds(-20), lifeSeconds: 3600 })],
  ['without a policy', 'malformed', () => forge({ claims: { policy: undefined } })],
  ['of kind service in a viewer token', 'malformed', () => forge({ claims: { kind: 'service' } })],
  ['garbage', 'malformed', () => 'garbage'],
  ['far too long', 'malformed', () => 'x'.repeat(10_000)],
])('a token that is %s is refused: %s', async (_what, reason, make) => {
  expect(await ask(await make())).toEqual({ status: 401, reason });
});

test('a token that says alg none is refused', async () => {
  const claims = { kind: 'user', roles: [], attributes: {}, policy: policy.hash };
  const unsigned = new UnsecuredJWT(claims).setIssuer('gateway').setAudience('catalog').setSubject('x');
  const [, payload] = unsigned.setIssuedAt().setExpirationTime('10s').encode().split('.');
  const header = Buffer.from('{"alg":"none","typ":"strata-viewer+jwt"}').toString('base64url');
  expect(await ask(`${header}.${payload}.`)).toEqual({ status: 401, reason: 'algorithm' });
});

test('a token that was tampered with is refused', async () => {
  const token = await gateway.tokenFor(admitViewer(customer, inSeconds(20)), 'catalog');
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
  const altered = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url');
  expect(await ask(`${header}.${altered}.${signature}`)).toEqual({ status: 401, reason: 'signature' });
});

test('a public route needs no token, but a bad one is refused', async () => {
  expect(await (await fetch(`${server.url}/page`)).text()).toBe('a page');
  expect((await fetch(`${server.url}/page`, { headers: { 'strata-viewer': 'garbage' } })).status).toBe(401);
});

describe('a service', () => {
  test('holds what the trust bundle gives it, whatever its token claims', async () => {
    const claims = { sub: 'orders', permissions: ['products:delete'], roles: ['admin'], policy: policy.hash };
    const token = await forge({ claims, typ: 'strata-service+jwt', issuer: 'orders', key: ordersKey.privateKey });
    expect((await ask(token)).viewer).toMatchObject({
      kind: 'service',
      id: 'orders',
      roles: [],
      policy: { grants: [{ permission: 'products:read' }] },
    });
  });

  test('cannot speak for another service', async () => {
    const claims = { sub: 'gateway' };
    const token = await forge({ claims, typ: 'strata-service+jwt', issuer: 'orders', key: ordersKey.privateKey });
    expect(await ask(token)).toEqual({ status: 401, reason: 'issuer' });
    await expect(orders.tokenFor(admitService('gateway'), 'catalog')).rejects.toThrow(UnauthenticatedError);
  });

  test('gets no data with a key that is not its own', async () => {
    const issuer = createIdentityIssuer({ name: 'orders', privateKey: generateIdentityKey().privateKey });
    const client = createHttpServiceClient({ name: 'catalog', url: server.url, issuer, timeoutMs: 2_000, logger });
    const call = { query: '{ viewer }', identity: admitService('orders'), requestId: 'request-0001' };
    expect((await client.execute(call)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('over time', () => {
  test('a token is reused while it is good, one for each audience, and outlives nothing', async () => {
    const clock = movableClock();
    const issuer = createIdentityIssuer({ name: 'gateway', privateKey: gatewayKey.privateKey, clock });
    const identity = admitViewer(customer, inSeconds(15, clock.now()));
    const first = await issuer.tokenFor(identity, 'catalog');
    clock.forward(5);
    expect(await issuer.tokenFor(identity, 'catalog')).toBe(first);
    expect(await issuer.tokenFor(identity, 'orders')).not.toBe(first);
    clock.forward(4);
    const second = await issuer.tokenFor(identity, 'catalog');
    expect(second).not.toBe(first);
    const verifier = createIdentityVerifier({ audience: 'catalog', trust, loadPolicy, clock });
    const lifeLeft = (await verifier.verify(second)).expiresAt.getTime() - identity.expiresAt.getTime();
    expect(lifeLeft).toBeLessThan(1_000);
    clock.forward(7);
    await expect(issuer.tokenFor(identity, 'catalog')).rejects.toThrow(UnauthenticatedError);
  });

  test('a verified token is remembered until it expires, and not longer', async () => {
    const clock = movableClock();
    const issuer = createIdentityIssuer({ name: 'gateway', privateKey: gatewayKey.privateKey, clock });
    const verifier = createIdentityVerifier({ audience: 'catalog', trust, loadPolicy, clock });
    const token = await issuer.tokenFor(admitViewer(customer, inSeconds(60, clock.now())), 'catalog');
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
    clock.forward(60);
    await expect(verifier.verify(token)).rejects.toMatchObject({ details: { reason: 'expired' } });
  });
});

describe('a policy', () => {
  const tokenOf = (hash: string) => forge({ claims: { policy: hash } });

  function verifierWith(load: typeof loadPolicy): IdentityVerifier {
    return createIdentityVerifier({ audience: 'catalog', trust, loadPolicy: load });
  }

  test('is fetched once by its hash, and kept', async () => {
    let fetched = 0;
    const verifier = verifierWith(async (hash) => {
      fetched++;
      return loadPolicy(hash);
    });
    const tokens = await Promise.all([1, 2, 3].map((n) => forge({ claims: { sub: `viewer-${n}` } })));
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(fetched).toBe(1);
  });

  test('that is not what its hash says is refused', async () => {
    const grants = [{ permission: 'everything:do' }];
    const verifier = verifierWith(async (hash) => ({ hash, grants }));
    await expect(verifier.verify(await tokenOf(policy.hash))).rejects.toThrow('is not what its hash says');
  });

  test('whose fetch failed is fetched again', async () => {
    let fetched = 0;
    const verifier = verifierWith(async (hash) => {
      if (fetched++ === 0) throw new Error('not now');
      return loadPolicy(hash);
    });
    const token = await tokenOf(policy.hash);
    await expect(verifier.verify(token)).rejects.toThrow('not now');
    expect((await verifier.verify(token)).viewer.policy).toEqual(policy);
  });

  test('that grants nothing need not be fetched', async () => {
    const verifier = verifierWith(async () => {
      throw new Error('SSO is down');
    });
    expect((await verifier.verify(await tokenOf(EMPTY_POLICY.hash))).viewer.policy.grants).toEqual([]);
  });

  test('has the same hash whatever the order of its keys', () => {
    const a = { permission: 'a:b', condition: { x: { eq: 1 }, y: { in: ['b', 'a'] } } };
    const b = { condition: { y: { in: ['b', 'a'] }, x: { eq: 1 } }, permission: 'a:b' };
    expect(hashPolicy([a])).toBe(hashPolicy([b]));
    expect(hashPolicy([a])).not.toBe(hashPolicy([{ ...a, condition: { ...a.condition, y: { in: ['a', 'b'] } } }]));
  });
});
