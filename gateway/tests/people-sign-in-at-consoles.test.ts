import { startToySystem, type ToySystem } from './toys.ts';

const HTML = { accept: 'text/html' };
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

describe.each(['http', 'local'] as const)('before a service reached by %s', (transport) => {
  let system: ToySystem;
  beforeAll(async () => {
    system = await startToySystem({ transport });
  });
  afterAll(() => system.close());

  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(system.url + path, { redirect: 'manual', ...init, headers });

  const signIn = async (token: string, headers: Record<string, string> = SAME_ORIGIN, next = '/console/toy/a?b=c') =>
    ask('/console/sign-in', headers, { method: 'POST', body: new URLSearchParams({ token, next }) });

  async function cookie(): Promise<string> {
    const [set = ''] = (await signIn(await system.token())).headers.getSetCookie();
    return set.split(';')[0] ?? '';
  }

  test('whoever did not sign in gets a form in a browser, and UNAUTHENTICATED elsewhere', async () => {
    const page = await ask('/console/toy/a?b="c"', HTML);
    expect(page.status).toBe(401);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = await page.text();
    expect(html).toContain('<form method="post" action="/console/sign-in">');
    expect(html).toContain('name="next" value="/console/toy/a?b=%22c%22"');
    const answer = await ask('/console/toy/a');
    expect([answer.status, await answer.json()]).toMatchObject([
      401,
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });

  test('a token becomes a cookie that no script sees, and the service gets the viewer without it', async () => {
    const answer = await signIn(` ${await system.token()}\n`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/toy/a?b=c']);
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(/^strata-console=[\w.-]+; Path=\/console; HttpOnly; SameSite=Strict; Max-Age=(29\d|300)$/);
    const page = await ask('/console/toy/a?b=c', { ...HTML, ...SAME_ORIGIN, cookie: set.split(';')[0] ?? '' });
    const echo = (await page.json()) as { path: string; identified: boolean; headers: object };
    expect(echo).toMatchObject({ path: '/console/toy/a?b=c', identified: true });
    expect(Object.keys(echo.headers)).not.toEqual(expect.arrayContaining(['cookie']));
  });

  test('a program sends the token itself', async () => {
    const answer = await ask('/console/toy', { authorization: `Bearer ${await system.token()}` });
    const echo = (await answer.json()) as { identified: boolean; headers: Record<string, string> };
    expect(echo.identified).toBe(true);
    expect(echo.headers.authorization).toBeUndefined();
  });

  test.each([
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'http://localhost:1' }],
  ])('what a page of another origin sends counts for nothing, cookie or not: %j', async (headers: object) => {
    const sent = { ...(headers as Record<string, string>), cookie: await cookie() };
    expect((await ask('/console/toy', sent)).status).toBe(401);
    expect((await ask('/console/toy', sent, { method: 'POST', body: 'x' })).status).toBe(401);
    const signedIn = await signIn(await system.token(), headers as Record<string, string>);
    expect([signedIn.status, signedIn.headers.getSetCookie()]).toEqual([401, []]);
  });

  test('without a word of where it comes from, only what changes nothing is taken', async () => {
    const sent = { cookie: await cookie() };
    expect((await ask('/console/toy', sent)).status).toBe(200);
    expect((await ask('/console/toy', sent, { method: 'POST', body: 'x' })).status).toBe(401);
  });

  test('a token that is forged or expired gets the form again, with no cookie', async () => {
    const expired = await system.token({ issuedAt: new Date(Date.now() - 3_600_000) });
    for (const token of ['', 'nonsense', expired]) {
      const answer = await signIn(token);
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
      expect(await answer.text()).toContain('That token is not accepted here.');
    }
    const page = await ask('/console/toy', { ...HTML, ...SAME_ORIGIN, cookie: `strata-console=${expired}` });
    expect(page.status).toBe(401);
  });

  test.each(['https://evil.example/', '//evil.example/console/toy', '/graphql', '/console/toy/../../sso/x'])(
    'the form does not lead to %s',
    async (next) => {
      const answer = await signIn(await system.token(), SAME_ORIGIN, next);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/toy']);
    },
  );

  test.each([
    ['//here/console/toy/a', '/console/toy/a'],
    ['/console/toy/a\r\nset-cookie: b', '/console/toy/aset-cookie:%20b'],
  ])('%j leads to %s: to a path of this origin, whatever it looks like', async (next, path) => {
    const answer = await signIn(await system.token(), SAME_ORIGIN, next);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path]);
  });

  test('whoever signs out has no cookie any more', async () => {
    const answer = await ask('/console/sign-out', SAME_ORIGIN, { method: 'POST' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/sign-in']);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('strata-console=; Path=/console;')]);
  });
});
