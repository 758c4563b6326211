import { post, startToySystem, type ToySystem } from './toys.ts';

let system: ToySystem;

beforeAll(async () => {
  system = await startToySystem({ environment: { STRATA_MAX_OPERATION_TOKENS: '500' } });
});

afterAll(() => system.close());

const manyFields = `{ ${'a: me '.repeat(400)} }`;
const deep = `{ product(id: "p1") ${'{ name '.repeat(300)} ${'}'.repeat(300)} }`;

test.each<[string, unknown, number, string, RegExp]>([
  ['malformed JSON', '{"query": ', 400, 'BAD_USER_INPUT', /not valid JSON/],
  ['a body that is a list', '[{"query":"{ me }"}]', 400, 'BAD_USER_INPUT', /batching/],
  ['a body that is a number', '1', 400, 'BAD_USER_INPUT', /./],
  ['an empty object', {}, 400, 'BAD_USER_INPUT', /./],
  ['a query that is no text', { query: 1 }, 400, 'BAD_USER_INPUT', /must be strings/],
  ['variables that are no object', { query: '{ me }', variables: '[]' }, 400, 'BAD_USER_INPUT', /variables/],
  ['a syntax error', { query: '{ me' }, 400, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /Cannot query field "nothing"/],
  ['an unknown argument', { query: '{ me(x: 1) }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /Unknown argument "x"/],
  [
    'a literal of a wrong type',
    { query: '{ products(first: "x") { nodes { id } } }' },
    400,
    'GRAPHQL_VALIDATION_FAILED',
    /Int/,
  ],
  [
    'a variable of a wrong type',
    { query: 'query ($n: Int) { products(first: $n) { nodes { id } } }', variables: { n: 'x' } },
    400,
    'BAD_USER_INPUT',
    /\$n/,
  ],
  [
    'a variable that is missing',
    { query: 'query ($id: ID!) { product(id: $id) { id } }' },
    400,
    'BAD_USER_INPUT',
    /\$id/,
  ],
  ['an operation that is not there', { query: '{ me }', operationName: 'X' }, 400, 'OPERATION_RESOLUTION_FAILURE', /X/],
  ['too many fields', { query: manyFields }, 400, 'OPERATION_TOO_COMPLEX', /larger than is accepted/],
  ['a query that is too deep', { query: deep }, 400, 'OPERATION_TOO_COMPLEX', /larger than is accepted/],
  [
    'a persisted query',
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } },
    200,
    'PERSISTED_QUERY_NOT_SUPPORTED',
    /./,
  ],
  ['a subscription', { query: 'subscription { me }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /./],
])('%s', async (_what, body, status, code, message) => {
  const answer = await post(system.url, body);
  expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([status, code]);
  expect(answer.errors?.[0]?.message).toMatch(message);
  expect(answer.errors?.[0]?.extensions.requestId).toEqual(expect.any(String));
  expect(JSON.stringify(answer)).not.toMatch(/stacktrace|node_modules|\.ts:/);
});

test('a body of 12 MB', async () => {
  const answer = await post(system.url, { query: '{ me }', padding: 'x'.repeat(12 * 1_048_576) });
  expect(answer).toMatchObject({ status: 413, errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] });
});

test('a body that is a form, which another site could send', async () => {
  const body = new URLSearchParams({ query: '{ me }' });
  const response = await fetch(`${system.url}/graphql`, { method: 'POST', body });
  expect([response.status, await response.json()]).toMatchObject([
    415,
    { errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] },
  ]);
});

test('another method', async () => {
  const response = await fetch(`${system.url}/graphql`, { method: 'DELETE' });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
});
