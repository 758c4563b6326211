// demo
import { newId } from '@strata/basis-core';
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
let productId: string;
beforeAll(async () => {
  system = await startTestSystem(composition);
  const { data } = await system.ask('{ products(first: 1) { nodes { id } } }');
  productId = data.products.nodes[0].id;
});
afterAll(() => system.stop());

const PLACE = `mutation($p: ID!, $q: Int!) { placeOrder(input: { lines: [{ productId: $p, quantity: $q }] }) {
  order { number status lines { quantity product { name } } } } }`;

async function place(key: string, quantity = 1, account = 'customer', p = productId) {
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await system.token(account)}`,
      'idempotency-key': key,
    },
    body: JSON.stringify({ query: PLACE, variables: { p, q: quantity } }),
  });
  const { data, errors } = (await response.json()) as {
    data: { placeOrder: { order: { number: string; lines: object[] } } } | null;
    errors?: { extensions: { code: string; reason?: string; field?: string } }[];
  };
  return { order: data?.placeOrder?.order, error: errors?.[0]?.extensions };
}

test('sixteen copies of one request at once place one order, and all are told of it', async () => {
  const key = newId();
  const answers = await Promise.all(Array.from({ length: 16 }, () => place(key)));
  expect(answers.map(({ error }) => error)).toEqual(Array.from({ length: 16 }, () => undefined));
  expect(new Set(answers.map(({ order }) => JSON.stringify(order))).size).toBe(1);
  expect(answers[0]?.order?.lines).toEqual([{ quantity: 1, product: { name: expect.any(String) } }]);
});

test('the same key with another body is a conflict', async () => {
  const key = newId();
  await place(key, 1);
  expect((await place(key, 2)).error).toMatchObject({ code: 'CONFLICT', reason: 'IDEMPOTENCY_KEY_REUSED' });
});

test('the same key of somebody else is another key', async () => {
  const key = newId();
  const [mine, theirs] = [await place(key), await place(key, 1, 'other')];
  expect(theirs.order?.number).not.toBe(mine.order?.number);
});

test('what failed is not remembered: the key may be tried again', async () => {
  const key = newId();
  expect((await place(key, 0)).error?.code).toBe('BAD_USER_INPUT');
  expect((await place(key, 1)).order?.number).toEqual(expect.any(String));
});

test('a key of 300 characters is refused', async () => {
  expect((await place('x'.repeat(300))).error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'Idempotency-Key' });
});
