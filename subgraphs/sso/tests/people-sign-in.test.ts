import { bodyOf, password, type SsoUnderTest, startSso, type TokenAnswer } from './hosted-sso.ts';

describe('people sign in', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso();
  });
  afterAll(() => sso.stop());

  const outcome = async (response: Response) => [response.status, (await bodyOf<TokenAnswer>(response)).error];

  test('with the right password', async () => {
    const response = await sso.token(password('customer@strata.test'));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300 });
  });

  test('however they write their address', async () => {
    expect((await sso.token(password(' Customer@Strata.TEST '))).status).toBe(200);
  });

  test('with JSON as well as with a form', async () => {
    const body = JSON.stringify(password('other@strata.test'));
    const headers = { 'content-type': 'application/json' };
    const request = new Request('http://sso/sso/token', { method: 'POST', body, headers });
    expect((await sso.hosted.client.fetch(request)).status).toBe(200);
  });

  test('not with a wrong password, without an account, without a password, or when disabled: one answer for all', async () => {
    await sso.changeUser('staff@strata.test', (user) => {
      user.disabledAt = new Date();
    });
    const refused = [
      password('customer@strata.test', 'wrong'),
      password('nobody@strata.test'),
      password('mei.tanaka@strata.test'),
      password('staff@strata.test'),
    ];
    const answers = await Promise.all(refused.map(async (fields) => (await sso.token(fields)).json()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"error":"invalid_grant","error_description":"The e-mail address or the password is wrong."}']),
    );
  });

  test('an unknown account costs as much time as a wrong password', async () => {
    const timed = async (username: string) => {
      const began = process.cpuUsage();
      await sso.token(password(username, 'wrong'));
      return process.cpuUsage(began).user;
    };
    await timed('customer@strata.test');
    const known = await timed('customer@strata.test');
    expect(await timed('nobody@strata.test')).toBeGreaterThan(known / 3);
  });

  test.each([
    ['no grant type', {}, 'invalid_request'],
    ['another grant type', { grant_type: 'implicit' }, 'unsupported_grant_type'],
    ['no password', { grant_type: 'password', username: 'customer@strata.test' }, 'invalid_request'],
    ['a NUL', password('customer@strata.test\0'), 'invalid_request'],
    ['a password of 100,000 characters', password('customer@strata.test', 'x'.repeat(100_000)), 'invalid_request'],
    [
      'too many scopes',
      { ...password('customer@strata.test'), scope: Array(101).fill('a:b').join(' ') },
      'invalid_scope',
    ],
    ['a scope that is none', { ...password('customer@strata.test'), scope: '"' }, 'invalid_scope'],
  ])('%s is refused by a word of RFC 6749', async (_what, fields, error) => {
    expect(await outcome(await sso.token(fields as Record<string, string>))).toEqual([400, error]);
  });

  test.each([
    ['malformed JSON', 'application/json', '{'],
    ['JSON that is no object', 'application/json', '[]'],
    ['a parameter that comes twice', 'application/x-www-form-urlencoded', 'grant_type=password&grant_type=password'],
  ])('%s is an invalid request', async (_what, type, body) => {
    const headers = { 'content-type': type };
    const request = new Request('http://sso/sso/token', { method: 'POST', body, headers });
    expect(await outcome(await sso.hosted.client.fetch(request))).toEqual([400, 'invalid_request']);
  });

  test('never with a password in production', async () => {
    const production = await startSso({ environment: { STRATA_ENV: 'production' } });
    try {
      const response = await production.token(password('customer@strata.test'));
      expect(await outcome(response)).toEqual([400, 'unsupported_grant_type']);
    } finally {
      await production.stop();
    }
  });
});
