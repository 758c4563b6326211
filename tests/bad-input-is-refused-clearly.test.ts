// demo
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { composition } from '../strata.ts';

let system: TestSystem;
let productId: string;
beforeAll(async () => {
  system = await startTestSystem(composition);
  const { data } = await system.ask('{ products(first: 1) { nodes { id } } }');
  productId = data.products.nodes[0].id;
});
afterAll(() => system.stop());

/** A text with one letter changed: not the last, of which base64url leaves bits unused. */
function changed(text: string, at: number): string {
  const letters = [...text];
  const index = at < 0 ? letters.length + at : at;
  letters[index] = letters[index] === 'a' ? 'b' : 'a';
  return letters.join('');
}

/** What is held of every refusal: a stable code, a message, a request's id, and nothing of the inside. */
function expectClear(
  errors: readonly { message: string; extensions: Record<string, unknown> }[] | undefined,
  code: string,
) {
  const [error] = errors ?? [];
  expect(error?.extensions.code).toBe(code);
  expect(error?.message).toEqual(expect.any(String));
  expect(error?.extensions.requestId).toEqual(expect.any(String));
  expect(JSON.stringify(errors)).not.toMatch(/node_modules|select |127\.0\.0\.1|at \w+ \(/);
}

async function post(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as { errors?: [] } };
}

describe('what is no request', () => {
  test.each([
    ['malformed JSON', '{"query": ', 400, 'BAD_USER_INPUT'],
    ['no GraphQL', '{"query": "{ products("}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query": "{ products { nodes { colour } } }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong type in the query',
      '{"query": "{ products(first: \\"three\\") { totalCount } }"}',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_what, body, status, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expectClear(answer.body.errors, code);
  });

  test('a body of 12 MB', async () => {
    const answer = await post(
      JSON.stringify({ query: '{ me { id } }', variables: { filler: 'x'.repeat(12 * 1024 * 1024) } }),
    );
    expect(answer.status).toBe(413);
    expectClear(answer.body.errors, 'PAYLOAD_TOO_LARGE');
  });
});

describe('what cannot be meant', () => {
  const place = (lines: unknown) =>
    system.ask(
      'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }',
      { input: { lines } },
      'customer',
    );
  const orders = async () =>
    (await system.ask('{ orders(first: 1) { totalCount } }', {}, 'staff')).data.orders.totalCount;

  test.each([
    ['no lines', () => []],
    ['a negative quantity', () => [{ productId, quantity: -1 }]],
    ['a quantity of nothing', () => [{ productId, quantity: 0 }]],
    ['a quantity above the limit', () => [{ productId, quantity: 1_001 }]],
    ['a quantity that is no whole number', () => [{ productId, quantity: 1.5 }]],
    ['a quantity that no Int holds', () => [{ productId, quantity: 2 ** 31 }]],
    ['an id that is none', () => [{ productId: 'kettle', quantity: 1 }]],
    ['an id with NUL', () => [{ productId: `${productId}\0`, quantity: 1 }]],
    ['a product that is not there', () => [{ productId: '0190b8f0-0000-7000-8000-000000000000', quantity: 1 }]],
    ['a field that is not there', () => [{ productId, quantity: 1, price: '0.01' }]],
  ])('an order with %s leaves nothing behind', async (_what, lines) => {
    const before = await orders();
    expectClear((await place(lines())).errors, 'BAD_USER_INPUT');
    expect(await orders()).toBe(before);
  });

  test.each([
    ['a page of a million', { first: 1_000_000 }],
    ['a page of none', { first: 0 }],
    ['a cursor that was tampered with', { after: 'bm90aGluZw' }],
    ['a category that is no id', { filter: { categoryId: "'; drop table product; --" } }],
    ['prices in another currency', { filter: { maxPrice: { amount: '10', currency: 'USD' } } }],
    ['a search with NUL', { filter: { search: 'ket\0tle' } }],
  ])('%s', async (_what, variables) => {
    const list =
      'query($first: Int, $after: String, $filter: ProductFilter) { products(first: $first, after: $after, filter: $filter) { totalCount } }';
    expectClear((await system.ask(list, variables)).errors, 'BAD_USER_INPUT');
  });

  test('a cursor with one letter changed', async () => {
    const { data } = await system.ask('{ products(first: 2) { pageInfo { endCursor } } }');
    const cursor = data.products.pageInfo.endCursor as string;
    const after = changed(cursor, 8);
    expectClear(
      (await system.ask('query($after: String) { products(after: $after) { totalCount } }', { after })).errors,
      'BAD_USER_INPUT',
    );
  });

  test.each([
    ['a review of 100,000 characters', { rating: 5, body: 'x'.repeat(100_000) }],
    ['a review with NUL', { rating: 5, body: 'fine\0' }],
    ['six stars', { rating: 6, body: 'more than all' }],
  ])('%s', async (_what, input) => {
    const review = 'mutation($input: AddReviewInput!) { addReview(input: $input) { review { id } } }';
    expectClear((await system.ask(review, { input: { productId, ...input } }, 'customer')).errors, 'BAD_USER_INPUT');
  });
});

describe('who cannot be believed', () => {
  const claims = () => ({
    sub: '0190b8f0-0000-7000-8000-000000000000',
    kind: 'user',
    sid: 's',
    jti: 'j',
    client_id: 'c',
  });

  async function forged(change: { expired?: boolean; audience?: string }) {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const { kid } = { kid: (await exportJWK(publicKey)).x ?? 'k' };
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT(claims())
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(`${system.url}/sso`)
      .setAudience(change.audience ?? 'strata')
      .setIssuedAt(now - 600)
      .setExpirationTime(change.expired ? now - 300 : now + 300)
      .sign(privateKey);
  }

  test.each([
    ['signed with another key', () => forged({})],
    ['for another audience', () => forged({ audience: 'elsewhere' })],
    ['expired', () => forged({ expired: true })],
    ['with alg none', async () => new UnsecuredJWT(claims()).setAudience('strata').setExpirationTime('5m').encode()],
    ['of no form', async () => 'not.a.token'],
    ['changed by one letter', async () => changed(await system.token('customer'), -20)],
  ])('a token %s', async (_what, make) => {
    const answer = await post('{"query": "{ me { id } }"}', { authorization: `Bearer ${await make()}` });
    expect(answer.status).toBe(401);
    expectClear(answer.body.errors, 'UNAUTHENTICATED');
  });

  test('internal routes are not there from outside', async () => {
    for (const path of ['/internal/viewer', '/sso/../internal/development-token', '/sso/internal/viewer']) {
      const response = await fetch(`${system.url}${path}`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(404);
    }
  });
});
