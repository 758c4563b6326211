import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startToySystem, type ToySystem } from './toys.ts';

interface Echo {
  path: string;
  headers: Record<string, string>;
  body: string;
  identified: boolean;
}

describe.each(['http', 'local'] as const)('to a service reached by %s', (transport) => {
  let system: ToySystem;

  beforeAll(async () => {
    system = await startToySystem({ transport });
  });
  afterAll(() => system.close());

  async function forwarded(path: string, init?: RequestInit): Promise<Echo> {
    const response = await fetch(system.url + path, init);
    expect(response.headers.getSetCookie()).toEqual(['session=1; HttpOnly']);
    return (await response.json()) as Echo;
  }

  test('path, query, body and type arrive as they were sent', async () => {
    const body = new URLSearchParams({ grant_type: 'password', username: 'é' });
    const echo = await forwarded('/sso/token?a=%20b', { method: 'POST', body });
    expect(echo).toMatchObject({
      path: '/sso/token?a=%20b',
      body: 'grant_type=password&username=%C3%A9',
      identified: false,
    });
    expect(echo.headers['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8');
  });

  test('what a client says about proxies, and about who it is, is taken out', async () => {
    const { headers } = await forwarded('/sso/x', {
      headers: {
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'gopher',
        'x-forwarded-port': '1',
        forwarded: 'for=6.6.6.6',
        'strata-viewer': 'forged',
        authorization: 'Basic YTpi',
      },
    });
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': new URL(system.url).host,
      'x-forwarded-proto': 'http',
      authorization: 'Basic YTpi',
    });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['forwarded']));
    expect(headers['x-forwarded-port'] ?? headers['strata-viewer']).toBeUndefined();
  });

  test('a body of more than a megabyte is refused, also where its length is not told before', async () => {
    const chunk = 'a&'.repeat(32_768);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 160) controller.close();
        else controller.enqueue(Buffer.from(chunk));
      },
    });
    for (const init of [{ body: chunk.repeat(17) }, { body, duplex: 'half' as const }]) {
      const response = await fetch(`${system.url}/sso/token`, { method: 'POST', ...init });
      expect([response.status, await response.json()]).toMatchObject([
        413,
        { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
      ]);
    }
  });

  test.each([
    '/internal/viewer',
    '/sso/../internal/viewer',
    '/sso/%2e%2e/internal/viewer',
    '/sso/x/../../internal/viewer',
    '//internal/viewer',
    '/sso//../../internal/viewer',
    '/SSO/../internal/viewer',
    '/ssointernal/viewer',
    'http://sso/internal/viewer',
  ])('%s is not there', async (path) => {
    const answer = await rawGet(path);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).toMatch(/NOT_FOUND|BAD_USER_INPUT/);
  });

  test('a service that is down is an error of ours', async () => {
    await system.ssoService.down();
    const response = await fetch(`${system.url}/sso/x`);
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
    ]);
    await system.ssoService.up();
  });

  /** fetch would normalise the path before it is sent. */
  async function rawGet(path: string): Promise<string> {
    const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    return text(socket);
  }
});

test.each([
  ['1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
  ['2', '203.0.113.9, 198.51.100.7', '203.0.113.9'],
  ['127.0.0.0/8,198.51.100.7', '203.0.113.9, 198.51.100.7', '203.0.113.9'],
  ['10.0.0.0/8', '203.0.113.9', '127.0.0.1'],
])('behind proxies %s, of %s the client is %s', async (trusted, forwardedFor, client) => {
  const system = await startToySystem({ environment: { STRATA_TRUSTED_PROXIES: trusted } });
  const response = await fetch(`${system.url}/sso/x`, { headers: { 'x-forwarded-for': forwardedFor } });
  const { headers } = (await response.json()) as Echo;
  await system.close();
  expect(headers['x-forwarded-for']).toBe(client);
});

test.each(['loopback, nearby', '10.0.0.0/33', '10.0.0.0/8/8', '-1'])('%s are no proxies', async (trusted) => {
  await expect(startToySystem({ environment: { STRATA_TRUSTED_PROXIES: trusted } })).rejects.toThrow(
    'STRATA_TRUSTED_PROXIES: must be',
  );
});

test.each(['/internal', '/graphql', '/health', 'sso', '/sso/'])('%s cannot be forwarded', async (prefix) => {
  const { ssoService, close } = await startToySystem();
  await close();
  await expect(startToySystem({ forwards: { [prefix]: ssoService.client } })).rejects.toThrow('cannot be forwarded');
});
