import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startToySystem, type ToySystem } from './toys.ts';

let system: ToySystem;

beforeEach(async () => {
  system = await startToySystem();
});
afterEach(() => system.close());

test('requests in flight are finished when it closes', async () => {
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { client } = system.reviews;
  const execute = client.execute;
  client.execute = async (call) => {
    arrived.resolve();
    await finish.promise;
    return execute(call);
  };
  const answer = system.query('{ latestReview }');
  await arrived.promise;
  const closed = system.gateway.close();
  finish.resolve();
  expect(await answer).toEqual({ status: 200, data: { latestReview: 'Bright.' } });
  await closed;
  await expect(fetch(`${system.url}/health/live`)).rejects.toThrow();
});

test('health says that it lives and is ready', async () => {
  expect((await fetch(`${system.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${system.url}/health/ready`)).status).toBe(200);
});

test('web pages of this machine may call it, others may not', async () => {
  const allowed = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const response = await fetch(`${system.url}/graphql`, { method: 'OPTIONS', headers });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
  expect(await allowed('https://studio.apollographql.com')).toBe('https://studio.apollographql.com');
  expect(await allowed('https://evil.example')).toBeNull();
  expect(await allowed('http://localhost.evil.example')).toBeNull();
});

test('the explorer begins with a query that works and a token', async () => {
  await system.close();
  system = await startToySystem({ developmentToken: () => system.token() });
  const page = async (host: string) => {
    const response = await fetch(`${system.url}/graphql`, { headers: { accept: 'text/html,*/*', host } });
    const [, json = '{}'] = /application\/json">(.*?)<\/script>/.exec(await response.text()) ?? [];
    return { response, settings: JSON.parse(json) as { query: string; headers: Record<string, string> } };
  };
  const { response, settings } = await page('localhost');
  expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self' https:\/\/embeddable-sandbox/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(settings.query).toContain('products(first: 3)');
  expect(settings.query).not.toContain('cost');
  const token = String(settings.headers.Authorization).replace('Bearer ', '');
  expect(await system.query(settings.query, { token })).toMatchObject({
    status: 200,
    data: { products: { nodes: [{}, {}] } },
  });
});

test('in production the explorer is from this origin alone', async () => {
  await system.close();
  system = await startToySystem({ development: false });
  const response = await fetch(`${system.url}/graphql`, { headers: { accept: 'text/html,*/*' } });
  expect(response.headers.get('content-security-policy')).not.toContain('https:');
  expect(await response.text()).toContain('"sandbox":false');
});

test('the explorer gives no token to a browser that came by a foreign name', async () => {
  await system.close();
  system = await startToySystem({ developmentToken: async () => 'a-token' });
  const page = async (host: string) => {
    const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
    socket.write(`GET /graphql HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\nconnection: close\r\n\r\n`);
    return text(socket);
  };
  expect(await page('localhost:4000')).toContain('a-token');
  expect(await page('rebound.example')).not.toContain('a-token');
});

test('errors and answers carry headers that keep browsers from guessing', async () => {
  const response = await fetch(`${system.url}/nowhere`);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'x-request-id': expect.any(String),
  });
});
