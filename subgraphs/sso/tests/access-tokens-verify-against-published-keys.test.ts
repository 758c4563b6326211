import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTVerifyOptions, jwtVerify } from 'jose';
import { demoUsers } from '../src/seed/users.ts';
import { SigningKey } from '../src/signing-key.entity.ts';
import { bodyOf, password, type SsoUnderTest, startSso, type TokenAnswer } from './hosted-sso.ts';

const ORIGIN = 'https://shop.example';

describe('access tokens verify against published keys', () => {
  let sso: SsoUnderTest;
  beforeEach(async () => {
    sso = await startSso({ environment: { STRATA_ORIGIN: `${ORIGIN}/` } });
  });
  afterEach(() => sso.stop());

  const signIn = async () => (await bodyOf<TokenAnswer>(sso.token(password('customer@strata.test')))).access_token;
  const publishedKeys = async () => bodyOf<JSONWebKeySet>(sso.get('/sso/.well-known/jwks.json'));
  const verify = async (token: string, options: JWTVerifyOptions = {}) =>
    jwtVerify(token, createLocalJWKSet(await publishedKeys()), {
      issuer: `${ORIGIN}/sso`,
      audience: 'strata',
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
      currentDate: sso.clock.now(),
      ...options,
    });

  test('with the algorithm, type, issuer, audience and lifetime that gateways expect', async () => {
    const { payload, protectedHeader } = await verify(await signIn());
    const customer = demoUsers.find(({ email }) => email === 'customer@strata.test');
    const issuedAt = sso.clock.now().getTime() / 1_000;
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: 'https://shop.example/sso',
      aud: 'strata',
      sub: customer?.id,
      kind: 'user',
      client_id: 'development',
      sid: expect.any(String),
      jti: expect.any(String),
      iat: issuedAt,
      exp: issuedAt + 300,
    });
  });

  test('for five minutes, and only with the signature that they came with', async () => {
    const token = await signIn();
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    await expect(verify(forged)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    sso.clock.advance(301);
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  test('each of a session of its own', async () => {
    const [one, other] = [decodeJwt(await signIn()), decodeJwt(await signIn())];
    expect(one.sid).not.toBe(other.sid);
    expect(one.jti).not.toBe(other.jti);
  });

  test('no private part of a key is ever published', async () => {
    const { keys } = await publishedKeys();
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
    ]);
  });

  test('a retired key is published for as long as a token of it may live', async () => {
    const token = await signIn();
    const em = sso.hosted.orm.em.fork();
    const [key] = await em.find(SigningKey, {});
    if (key !== undefined) key.retiredAt = sso.clock.now();
    await em.flush();
    expect((await publishedKeys()).keys).toHaveLength(2);
    await expect(verify(token)).resolves.toBeDefined();
    expect(decodeJwt(await signIn())).toBeDefined();
    sso.clock.advance(12 * 60 * 60);
    const { keys } = await publishedKeys();
    expect(keys.map(({ kid }) => kid)).not.toContain(key?.kid);
  });

  test('the discovery document names what is there, and nothing else', async () => {
    const response = await sso.get('/sso/.well-known/openid-configuration');
    expect(await response.json()).toEqual({
      issuer: 'https://shop.example/sso',
      jwks_uri: 'https://shop.example/sso/.well-known/jwks.json',
      token_endpoint: 'https://shop.example/sso/token',
      grant_types_supported: ['password', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      response_types_supported: [],
    });
  });
});

test('of processes that start at once, one makes the key', async () => {
  const first = await startSso();
  const others = await Promise.all([1, 2, 3].map(() => startSso({ database: first.database })));
  try {
    const answers = await Promise.all([first, ...others].map((each) => each.get('/sso/.well-known/jwks.json')));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(await first.hosted.orm.em.fork().count(SigningKey, {})).toBe(1);
  } finally {
    await Promise.all(others.map((each) => each.stop()));
    await first.stop();
  }
});
