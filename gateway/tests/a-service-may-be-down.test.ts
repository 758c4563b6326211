import { recordingLogger, startToySystem, type ToySystem } from './toys.ts';

let system: ToySystem;

afterEach(() => system.close());

const unavailable = (path: (string | number)[]) => ({
  message: 'A part of the system does not answer at the moment.',
  path,
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: expect.any(String) },
});

describe.each(['http', 'local'] as const)('with services reached by %s', (transport) => {
  test('what a subgraph that is down contributes is null, the rest is answered, and it heals', async () => {
    system = await startToySystem({ transport, down: ['reviews'] });
    const query = '{ products(first: 1) { nodes { name rating } } }';
    const { status, data, errors } = await system.query(query);
    expect({ status, data }).toEqual({ status: 200, data: { products: { nodes: [{ name: 'Lamp', rating: null }] } } });
    expect(errors).toEqual([unavailable(['products', 'nodes'])]);
    await system.reviews.up();
    expect(await system.query(query)).toEqual({
      status: 200,
      data: { products: { nodes: [{ name: 'Lamp', rating: 5 }] } },
    });
    await system.reviews.down();
    expect((await system.query(query)).errors).toHaveLength(1);
  });

  test('nothing about where it is leaves the gateway', async () => {
    const { logger } = recordingLogger();
    system = await startToySystem({ transport, down: ['reviews', 'products'], development: false, logger });
    const { data, errors } = await system.query('{ latestReview me products { nodes { id } } }');
    expect(data).toBeNull();
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|http|reviews|ECONN/);
    expect(errors?.map((error) => error.extensions.code)).toEqual(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE']);
  });

  test('without SSO the shop window is open, and a sign-in cannot be checked', async () => {
    system = await startToySystem({ transport, down: ['sso'] });
    expect(await system.gateway.ready()).toEqual({ ready: false, waitingFor: ['sso'] });
    expect(await system.query('{ latestReview me }')).toEqual({
      status: 200,
      data: { latestReview: 'Bright.', me: 'anonymous' },
    });
    const refused = await system.query('{ me }', { token: await system.token() });
    expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([503, 'SUBGRAPH_UNAVAILABLE']);
  });
});

test('a subgraph that takes too long counts as down', async () => {
  system = await startToySystem({ environment: { STRATA_SUBGRAPH_TIMEOUT_MS: '50' } });
  const never = new Promise<never>(() => {});
  const execute = system.reviews.client.execute;
  system.reviews.client.execute = (call) => execute({ ...call }).then(() => raceWithAbort(never, call.signal));
  const { errors } = await system.query('{ latestReview }');
  expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
});

function raceWithAbort(work: Promise<never>, signal: AbortSignal | undefined): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

test('an error that is not ours is masked in production', async () => {
  system = await startToySystem({ development: false });
  const { errors } = await system.query('{ leaks }');
  expect(errors).toEqual([
    {
      message: 'Something went wrong on our side.',
      path: ['leaks'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
    },
  ]);
});
