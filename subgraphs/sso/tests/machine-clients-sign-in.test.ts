import { decodeJwt } from 'jose';
import { Client } from '../src/client.entity.ts';
import { bodyOf, type SsoUnderTest, startSso, type TokenAnswer, viewerIn } from './hosted-sso.ts';

const grant = { grant_type: 'client_credentials' };
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

describe('machine clients sign in', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso({ environment: { STRATA_ENV: 'production' } });
  });
  afterAll(() => sso.stop());

  test.each([
    ['in the body', { ...grant, client_id: 'partner-demo', client_secret: 'strata' }, {}],
    ['in the header', grant, basic('partner-demo:strata')],
    ['in the header, form-encoded', grant, basic('partner%2Ddemo:%73trata')],
  ])('with their secret %s', async (_where, fields, headers) => {
    const response = await sso.token(fields, headers);
    expect(response.status).toBe(200);
    const claims = decodeJwt((await bodyOf<TokenAnswer>(response)).access_token);
    expect(claims).toMatchObject({ kind: 'client', client_id: 'partner-demo' });
    const viewer = await sso.internal('/internal/viewer', { kind: 'client', subject: claims.sub }).then(viewerIn);
    expect(viewer).toMatchObject({ kind: 'client', id: claims.sub, roles: ['partner'] });
  });

  test('for a narrower scope, if they wish', async () => {
    const response = await sso.token({ ...grant, scope: 'stock:read' }, basic('partner-demo:strata'));
    const body = await bodyOf<TokenAnswer>(response);
    expect(body.scope).toBe('stock:read');
    expect(decodeJwt(body.access_token).scope).toBe('stock:read');
  });

  test.each([
    ['a wrong secret', 'partner-demo:wrong'],
    ['an unknown name', 'nobody:strata'],
    ['broken encoding', 'partner-demo:%zz'],
    ['no pair', 'partner-demo'],
  ])('not with %s', async (_what, pair) => {
    const response = await sso.token(grant, basic(pair));
    expect([response.status, (await bodyOf<TokenAnswer>(response)).error]).toEqual([401, 'invalid_client']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test('a guesser is slowed down', async () => {
    const guess = { ...basic('partner-demo:wrong'), 'x-forwarded-for': '192.0.2.9' };
    for (let time = 0; time < 10; time += 1) await sso.token(grant, guess);
    expect((await sso.token(grant, { ...guess, ...basic('partner-demo:strata') })).status).toBe(429);
  });

  test('not when they are disabled', async () => {
    const em = sso.hosted.orm.em.fork();
    const client = await em.findOneOrFail(Client, { name: 'partner-demo' });
    client.disabledAt = new Date();
    await em.flush();
    expect((await sso.token(grant, basic('partner-demo:strata'))).status).toBe(401);
  });
});
