import { CUSTOMER_ID } from './toy-sso.ts';
import { startToySystem, type ToySystem } from './toys.ts';

describe.each(['http', 'local'] as const)('with subgraphs reached by %s', (transport) => {
  let system: ToySystem;

  beforeAll(async () => {
    system = await startToySystem({ transport });
  });

  afterAll(() => system.close());

  test('an anonymous caller gets what is public, from all of them', async () => {
    const answer = await system.query('{ products(first: 1) { nodes { name rating } } latestReview me }');
    expect(answer).toEqual({
      status: 200,
      data: { products: { nodes: [{ name: 'Lamp', rating: 5 }] }, latestReview: 'Bright.', me: 'anonymous' },
    });
  });

  test('each subgraph is told who calls, and the request id', async () => {
    const token = await system.token();
    expect((await system.query('{ me }', { token })).data).toEqual({ me: CUSTOMER_ID });
    const last = system.products.calls.at(-1);
    expect(last?.identity.viewer).toMatchObject({ kind: 'user', policy: { grants: [{ permission: 'orders:read' }] } });
    expect(last?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('variables reach it, and a mutation is carried out', async () => {
    const query = 'mutation ($id: ID!) { rename(id: $id) { name rating } }';
    expect((await system.query(query, { variables: { id: 'p1' } })).data).toEqual({
      rename: { name: 'Lamp', rating: 5 },
    });
  });

  test('an error of a subgraph keeps its code and gets the path and the request id', async () => {
    const { status, data, errors } = await system.query('{ products { nodes { id reviewText } } fails }');
    expect(status).toBe(200);
    expect(data).toEqual({
      products: {
        nodes: [
          { id: 'p1', reviewText: 'Bright.' },
          { id: 'p2', reviewText: null },
        ],
      },
      fails: null,
    });
    expect(errors).toContainEqual({
      message: 'No such review.',
      path: ['products', 'nodes', 1, 'reviewText'],
      extensions: { code: 'NOT_FOUND', requestId: expect.any(String) },
    });
    expect(errors).toContainEqual({
      message: 'No such lamp: p9.',
      path: ['fails'],
      extensions: { code: 'NOT_FOUND', requestId: expect.any(String) },
    });
  });

  test('an operation that several queries share is told by name', async () => {
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: 'query A { latestReview } query B { me }', operationName: 'B' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ data: { me: 'anonymous' } });
  });

  test('a GET is answered when it cannot come from another site unasked', async () => {
    const url = `${system.url}/graphql?query=${encodeURIComponent('{ latestReview }')}`;
    const answered = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
    expect(await answered.json()).toEqual({ data: { latestReview: 'Bright.' } });
    const refused = await fetch(url);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});
