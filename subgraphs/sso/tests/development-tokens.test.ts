import { decodeJwt } from 'jose';
import { demoAccounts } from '../src/seed/users.ts';
import { bodyOf, refusalOf, type SsoUnderTest, startSso } from './hosted-sso.ts';

const PATH = '/internal/development-token';

describe('development tokens', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso();
  });
  afterAll(() => sso.stop());

  test.each(['customer', 'customer@strata.test', 'Customer@strata.test'])(
    '%s is enough to name an account',
    async (account) => {
      const response = await sso.internal(PATH, { account, lifetimeSeconds: 12 * 60 * 60 });
      const { sub, iat = 0, exp = 0 } = decodeJwt((await bodyOf<{ token: string }>(response)).token);
      expect(sub).toBe(demoAccounts.find(({ email }) => email === 'customer@strata.test')?.id);
      expect(exp - iat).toBe(12 * 60 * 60);
    },
  );

  test('there are some for machine clients too, and for five minutes unless told otherwise', async () => {
    const {
      kind,
      iat = 0,
      exp = 0,
    } = decodeJwt((await bodyOf<{ token: string }>(sso.internal(PATH, { account: 'partner-demo' }))).token);
    expect([kind, exp - iat]).toEqual(['client', 300]);
  });

  test.each([
    ['an unknown account', { account: 'nobody' }, 404, 'NOT_FOUND'],
    ['no account', {}, 400, 'BAD_USER_INPUT'],
    ['a life of more than 12 hours', { account: 'customer', lifetimeSeconds: 43_201 }, 400, 'BAD_USER_INPUT'],
    ['a NUL', { account: 'customer\0' }, 400, 'BAD_USER_INPUT'],
  ])('%s is refused', async (_what, body, status, code) => {
    const response = await sso.internal(PATH, body);
    expect(await refusalOf(response)).toEqual([status, code]);
  });

  test('outsiders get none, and in production nobody does', async () => {
    const body = JSON.stringify({ account: 'customer' });
    const request = new Request(`http://sso${PATH}`, { method: 'POST', body });
    expect((await sso.hosted.client.fetch(request)).status).toBe(404);
    const production = await startSso({ environment: { STRATA_ENV: 'production' } });
    try {
      expect((await production.internal(PATH, { account: 'customer' })).status).toBe(404);
    } finally {
      await production.stop();
    }
  });
});
