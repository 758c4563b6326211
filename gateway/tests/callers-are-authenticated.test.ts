import { holds } from '@strata/basis-core';
import { generateIdentityKey } from '@strata/basis-network';
import { UnsecuredJWT } from 'jose';
import { CLOSED_ID, CUSTOMER_ID, ISSUER, OPERATOR_ID } from './toy-sso.ts';
import { movableClock, startToySystem, type ToySystem } from './toys.ts';

let system: ToySystem;

describe('a token', () => {
  beforeAll(async () => {
    system = await startToySystem();
  });
  afterAll(() => system.close());

  const longAgo = new Date(Date.now() - 3_600_000);

  test.each<[string, string, string, () => Promise<string> | string]>([
    ['that expired', 'expired', 'The token has expired.', () => system.token({ issuedAt: longAgo })],
    [
      'signed by another key',
      'signature',
      'The signature of the token is not valid.',
      () => system.token({ key: generateIdentityKey() }),
    ],
    [
      'that says alg none',
      'algorithm',
      'The token is signed with an algorithm that is not accepted.',
      () => unsigned(),
    ],
    [
      'for another audience',
      'audience',
      'The token is meant for another audience.',
      () => system.token({ audience: 'elsewhere' }),
    ],
    [
      'of another type',
      'type',
      'The token is of another type than is needed here.',
      () => system.token({ typ: 'strata-viewer+jwt' }),
    ],
    [
      'of another issuer',
      'issuer',
      'The token comes from an issuer that is not trusted here.',
      () => system.token({ issuer: 'https://evil.example' }),
    ],
    ['that is garbage', 'malformed', 'The token cannot be read.', () => 'garbage'],
    ['that is far too long', 'malformed', 'The token cannot be read.', () => 'x'.repeat(9_000)],
    ['of an unknown kind', 'malformed', 'The token cannot be read.', () => system.token({ claims: { kind: 'god' } })],
    [
      'of a closed account',
      'subject',
      'The account of this token is closed.',
      () => system.token({ subject: CLOSED_ID }),
    ],
  ])('%s is refused: %s', async (_what, reason, message, make) => {
    const { status, errors, data } = await system.query('{ me }', { token: await make() });
    expect({ status, errors, data }).toEqual({
      status: 401,
      data: undefined,
      errors: [{ message, extensions: { reason, code: 'UNAUTHENTICATED', requestId: expect.any(String) } }],
    });
  });

  test('that was tampered with is refused', async () => {
    const [header, payload = '', signature] = (await system.token()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const altered = Buffer.from(JSON.stringify({ ...claims, sub: OPERATOR_ID })).toString('base64url');
    const { errors } = await system.query('{ me }', { token: `${header}.${altered}.${signature}` });
    expect(errors?.[0]?.extensions.reason).toBe('signature');
  });

  test('in another scheme is refused', async () => {
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      body: '{"query":"{ me }"}',
      headers: { 'content-type': 'application/json', authorization: 'Basic YTpi' },
    });
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { errors: [{ extensions: { reason: 'scheme' } }] },
    ]);
  });

  test('an identity that comes from outside is not believed', async () => {
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      body: '{"query":"{ me }"}',
      headers: { 'content-type': 'application/json', 'strata-viewer': await system.token() },
    });
    expect(await response.json()).toEqual({ data: { me: 'anonymous' } });
  });

  test('its scopes narrow the viewer', async () => {
    await system.query('{ me }', { token: await system.token({ claims: { scope: 'orders:read a:b' } }) });
    expect(system.sso.asked.at(-1)).toEqual({ kind: 'user', subject: CUSTOMER_ID, scopes: ['orders:read', 'a:b'] });
  });
});

describe('while the clock moves', () => {
  const clock = movableClock();
  const tokenNow = () => system.token({ issuedAt: clock.now() });

  beforeEach(async () => {
    system = await startToySystem({ clock });
  });
  afterEach(() => system.close());

  const ofCustomer = () =>
    system.sso.asked.filter((asked) => (asked as { subject: string }).subject === CUSTOMER_ID).length;

  test('a viewer is asked for once at a time, and again before it is 30 s old', async () => {
    const token = await tokenNow();
    await Promise.all([1, 2, 3].map(() => system.query('{ me }', { token })));
    expect(ofCustomer()).toBe(1);
    clock.forward(15);
    await system.query('{ me }', { token });
    expect(ofCustomer()).toBe(1);
    clock.forward(15);
    await system.query('{ me }', { token });
    expect(ofCustomer()).toBe(2);
  });

  test('while SSO is down the last known viewer serves until the token expires', async () => {
    const token = await tokenNow();
    await system.query('{ me }', { token });
    await system.query('{ me }');
    await system.ssoService.down();
    clock.forward(200);
    expect((await system.query('{ me }', { token })).data).toEqual({ me: CUSTOMER_ID });
    expect((await system.query('{ me }')).data).toEqual({ me: 'anonymous' });
    const anonymous = system.products.calls.at(-1)?.identity.viewer;
    expect(anonymous && holds(anonymous, 'catalog:read')).toBe(true);
    clock.forward(200);
    expect((await system.query('{ me }', { token })).errors?.[0]?.extensions.reason).toBe('expired');
    await system.ssoService.up();
    expect((await system.query('{ me }', { token: await tokenNow() })).data).toEqual({ me: CUSTOMER_ID });
  });

  test('a new key of SSO is found, and not looked for more often than every ten seconds', async () => {
    await system.query('{ me }', { token: await tokenNow() });
    system.sso.rotate();
    const token = await tokenNow();
    expect((await system.query('{ me }', { token })).status).toBe(401);
    clock.forward(11);
    expect((await system.query('{ me }', { token })).data).toEqual({ me: CUSTOMER_ID });
  });
});

describe('in production', () => {
  beforeAll(async () => {
    system = await startToySystem({ development: false, developmentToken: async () => 'a-token' });
  });
  afterAll(() => system.close());

  const introspection = '{ __schema { queryType { name } } }';

  test('the schema is told only to who may ask for it', async () => {
    const refused = await system.query(introspection);
    expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    const nested = await system.query('{ ...F } fragment F on Query { __type(name: "Query") { name } }');
    expect(nested.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const token = await system.token({ subject: OPERATOR_ID });
    expect((await system.query(introspection, { token })).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  test('a wrong name tells nothing about right ones', async () => {
    const { errors } = await system.query('{ product(id: "p1") { nam } }');
    expect(errors?.[0]?.message).not.toMatch(/Did you mean/);
  });

  test('the explorer has no token in it', async () => {
    const page = await fetch(`${system.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('a-token');
  });
});

function unsigned(): string {
  const jwt = new UnsecuredJWT({ kind: 'user' }).setIssuer(ISSUER).setAudience('strata').setSubject(CUSTOMER_ID);
  const payload = jwt.setIssuedAt().setExpirationTime('5m').encode().split('.')[1];
  return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
}
