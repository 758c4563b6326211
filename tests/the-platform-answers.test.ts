import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

test('a visitor is nobody, an account is somebody', async () => {
  expect((await system.ask('{ me { id } }')).data).toEqual({ me: null });
  const { data, errors } = await system.ask('{ me { displayName email } }', {}, 'admin');
  expect(errors).toBeUndefined();
  expect(data.me).toEqual({ displayName: expect.any(String), email: 'admin@strata.test' });
});

test('people sign in with a password, through the gateway, for a token that it takes', async () => {
  const response = await fetch(`${system.url}/sso/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: 'admin@strata.test', password: 'strata' }),
  });
  expect(response.status).toBe(200);
  const { access_token: token } = (await response.json()) as { access_token: string };
  const answer = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ me { email } }' }),
  });
  expect(await answer.json()).toMatchObject({ data: { me: { email: 'admin@strata.test' } } });
});

test('keys are published, health is told, what is internal is not there', async () => {
  const get = (path: string) => fetch(`${system.url}${path}`);
  const keys = (await (await get('/sso/.well-known/jwks.json')).json()) as { keys: object[] };
  expect(keys.keys.length).toBeGreaterThan(0);
  expect(JSON.stringify(keys)).not.toContain('"d"');
  expect((await get('/health/live')).status).toBe(200);
  expect((await get('/health/ready')).status).toBe(200);
  expect((await get('/internal/policies/00')).status).toBe(404);
});
