import { MAX_WRITES, newId, type Write } from '@strata/basis-core';
import { type ConsistencyReport, generateIdentityKey } from '@strata/basis-network';
import { movableClock, type SystemOptions, startToySystem, type ToyService, type ToySystem } from './toys.ts';

const systems: ToySystem[] = [];
afterEach(async () => {
  await Promise.all(systems.splice(0).map((system) => system.close()));
});

async function start(options: SystemOptions = {}): Promise<ToySystem> {
  const system = await startToySystem(options);
  systems.push(system);
  return system;
}

const product = (version = 2): Write => ({ type: 'products.Product', id: newId(), version });

/** Has a service report this of each mutation, or of each operation that is none. */
function saying({ client }: ToyService, kind: 'mutation' | 'query', report: () => ConsistencyReport): void {
  const { execute } = client;
  client.execute = async (call) => {
    const result = await execute(call);
    return call.query.startsWith('mutation') === (kind === 'mutation')
      ? { ...result, extensions: { consistency: report() } }
      : result;
  };
}

interface Answer {
  token: string;
  cookie: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  body: any;
}

async function ask({ url }: ToySystem, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(200);
  const token = response.headers.get('strata-consistency') ?? '';
  return { token, cookie: response.headers.get('set-cookie') ?? '', body: await response.json() };
}

const RENAME = 'mutation { rename(id: "p1") { name } }';
const READ = '{ latestReview }';
const read = (system: ToySystem, token: string) => ask(system, READ, { 'strata-consistency': token });
const awaited = ({ reviews }: ToySystem) => reviews.calls.at(-1)?.readAfter;

describe.each(['http', 'local'] as const)('with subgraphs reached by %s', (transport) => {
  test('a fetch waits for what another of the same operation wrote', async () => {
    const system = await start({ transport });
    const written = product();
    saying(system.products, 'mutation', () => ({ writes: [written] }));
    const { body } = await ask(system, 'mutation { rename(id: "p1") { name rating } }');
    expect(body).toEqual({ data: { rename: { name: 'Lamp', rating: 5 } } });
    expect(system.products.calls.at(-1)?.readAfter).toBeUndefined();
    expect(awaited(system)).toEqual({ writes: [written], waitMs: expect.any(Number) });
    expect(awaited(system)?.waitMs).toBeGreaterThan(1_000);
  });

  test('a later request waits for it when it brings the token', async () => {
    const system = await start({ transport });
    const written = product();
    saying(system.products, 'mutation', () => ({ writes: [written] }));
    const { token } = await ask(system, RENAME);
    await ask(system, READ);
    expect(awaited(system)).toBeUndefined();
    await read(system, token);
    expect(awaited(system)?.writes).toEqual([written]);
  });
});

test('a browser brings it as a cookie, which no script reads and no other site sends', async () => {
  const system = await start();
  const written = product();
  saying(system.products, 'mutation', () => ({ writes: [written] }));
  const { token, cookie } = await ask(system, RENAME);
  expect(cookie).toBe(`strata-consistency=${token}; Max-Age=30; Path=/graphql; HttpOnly; SameSite=Lax`);
  await ask(system, READ, { cookie: `theme=dark; ${cookie.split(';', 1)[0]}` });
  expect(awaited(system)?.writes).toEqual([written]);
});

test('the cookie is for TLS alone where the origin is', async () => {
  const system = await start({ environment: { STRATA_ORIGIN: 'https://shop.example' } });
  saying(system.products, 'mutation', () => ({ writes: [product()] }));
  expect((await ask(system, RENAME)).cookie).toMatch(/; SameSite=Lax; Secure$/);
});

test('who only reads gets no token, and a web page of another origin may read the one it gets', async () => {
  const system = await start();
  saying(system.products, 'mutation', () => ({ writes: [product()] }));
  const { token } = await ask(system, RENAME);
  expect(await read(system, token)).toMatchObject({ token: '', cookie: '' });
  const response = await fetch(`${system.url}/graphql`, { headers: { origin: 'http://localhost:5173' } });
  expect(response.headers.get('access-control-expose-headers')).toContain('strata-consistency');
});

test('a token shows nobody what was written, and one that was changed is none', async () => {
  const system = await start();
  const written = product();
  saying(system.products, 'mutation', () => ({ writes: [written] }));
  const { token } = await ask(system, RENAME);
  const bytes = Buffer.from(token, 'base64url');
  expect(bytes.toString('latin1')).not.toContain(written.id);
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
    await read(system, changed.toString('base64url'));
    expect(awaited(system)).toBeUndefined();
  }
});

test.each([
  ['empty', ''],
  ['no token', 'eyJhbGciOiJub25lIn0.e30.'],
  ['commas', ',,,,,,,,,,,,,,,,'],
  ['too short', 'AAAA'],
  ['long', 'A'.repeat(12_000)],
])('a header that is %s is as good as none', async (_what, header) => {
  const system = await start();
  expect((await read(system, header)).body).toEqual({ data: { latestReview: 'Bright.' } });
  expect(awaited(system)).toBeUndefined();
});

test('gateways with one key open each other’s tokens, and nobody else’s', async () => {
  const environment = { STRATA_IDENTITY_KEY: JSON.stringify(generateIdentityKey().privateKey) };
  const [one, two, other] = [await start({ environment }), await start({ environment }), await start()];
  const written = product();
  for (const { products } of [one, other]) saying(products, 'mutation', () => ({ writes: [written] }));
  await read(two, (await ask(other, RENAME)).token);
  expect(awaited(two)).toBeUndefined();
  await read(two, (await ask(one, RENAME)).token);
  expect(awaited(two)?.writes).toEqual([written]);
});

test('a token lapses: what has not arrived after half a minute is not waited for', async () => {
  const clock = movableClock();
  const system = await start({ clock });
  saying(system.products, 'mutation', () => ({ writes: [product()] }));
  const { token } = await ask(system, RENAME);
  clock.forward(29);
  await read(system, token);
  expect(awaited(system)?.writes).toHaveLength(1);
  clock.forward(2);
  await read(system, token);
  expect(awaited(system)).toBeUndefined();
});

test('a token stands for all that was written before it, in the newest versions', async () => {
  const system = await start();
  const [lamp, chair] = [product(3), product(1)];
  const reports: Write[][] = [[lamp], [chair], [{ ...lamp, version: 2 }]];
  saying(system.products, 'mutation', () => ({ writes: reports.shift() ?? [] }));
  let token = '';
  for (let n = 0; n < 3; n += 1) ({ token } = await ask(system, RENAME, { 'strata-consistency': token }));
  await read(system, token);
  expect(awaited(system)?.writes).toEqual([chair, lamp]);
});

test('tokens that came at once are sent back together', async () => {
  const system = await start();
  const [lamp, chair] = [product(), product()];
  const reports = [[lamp], [chair]];
  saying(system.products, 'mutation', () => ({ writes: reports.shift() ?? [] }));
  const tokens = [(await ask(system, RENAME)).token, (await ask(system, RENAME)).token];
  await read(system, tokens.join(', '));
  expect(awaited(system)?.writes).toEqual([lamp, chair]);
});

test('a token for more than it can hold stands for the latest, says so, and fits a cookie', async () => {
  const system = await start();
  const written = Array.from({ length: MAX_WRITES + 8 }, () => product());
  const reports = [written.slice(0, 20), written.slice(20)];
  saying(system.products, 'mutation', () => ({ writes: reports.shift() ?? [] }));
  const { token, body } = await ask(system, RENAME);
  expect(body.extensions).toBeUndefined();
  const second = await ask(system, RENAME, { 'strata-consistency': token });
  expect(second.body.extensions).toEqual({ consistency: { partial: true } });
  expect(second.cookie.length).toBeLessThan(4_096);
  await read(system, second.token);
  expect(awaited(system)?.writes).toEqual(written.slice(-MAX_WRITES));
});

test('an answer that could not wait any longer says of which types it may show an older state', async () => {
  const system = await start();
  saying(system.reviews, 'query', () => ({ behind: ['products.Product', 'sso.User'] }));
  const { body } = await ask(system, READ);
  expect(body).toEqual({
    data: { latestReview: 'Bright.' },
    extensions: { consistency: { behind: ['Product', 'User'] } },
  });
});

test('the fetches of an operation share one wait', async () => {
  const system = await start();
  saying(system.products, 'mutation', () => ({ writes: [product()] }));
  const { token } = await ask(system, RENAME);
  await ask(system, '{ products { nodes { rating } } }', { 'strata-consistency': token });
  const [first, second] = [system.products, system.reviews].map(({ calls }) => calls.at(-1)?.readAfter?.waitMs ?? 0);
  expect(first).toBeLessThanOrEqual(2_000);
  expect(second).toBeLessThan(first ?? 0);
});
