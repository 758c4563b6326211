import { newId } from '@strata/basis-core';
import { nobody, viewerWith } from '@strata/basis-testing';
import { startTill, type Till } from './support/till.ts';

const OPERATOR = viewerWith(['platform:operate']);
const LIST = `query ($paymentId: ID) { paymentAttempts(first: 10, paymentId: $paymentId) {
  totalCount nodes { paymentId provider operation outcome error askedAt answeredAt } } }`;

let till: Till;
beforeAll(async () => {
  till = await startTill({ PAYMENTS_TIMEOUT_MS: '300' });
});
afterAll(() => till.stop());

const attemptsOf = async (paymentId: string) => {
  const { data } = await till.ask(LIST, { paymentId }, OPERATOR);
  const attempts = data?.paymentAttempts as { nodes: Record<string, string>[] } | undefined;
  return attempts?.nodes.map(({ operation, outcome }) => `${operation} ${outcome}`).reverse();
};

test('what a provider was asked for is kept, with what came of it', async () => {
  const [paid, declined] = [newId(), newId()];
  const reply = await till.authorise(paid, '12.00');
  const reference = 'done' in reply ? reply.done.reference : '';
  await till.capture(paid, reference, '12.01');
  await till.capture(paid, reference, '12.00');
  await till.authorise(declined, '12.13');
  expect(await attemptsOf(paid)).toEqual(['open DONE', 'authorise DONE', 'capture FAILED', 'capture DONE']);
  expect(await attemptsOf(declined)).toEqual(['open DONE', 'authorise DECLINED']);
  const { data } = await till.ask(LIST, {}, OPERATOR);
  expect(data?.paymentAttempts).toMatchObject({
    totalCount: 6,
    nodes: expect.arrayContaining([
      expect.objectContaining({ paymentId: paid, provider: 'sandbox', error: 'PROVIDER_REFUSED' }),
    ]),
  });
});

test('nobody else does', async () => {
  for (const viewer of [nobody, viewerWith(['payments:read'])]) {
    const { errors } = await till.ask(LIST, {}, viewer);
    expect(errors?.[0]?.extensions).toMatchObject({ code: expect.stringMatching(/UNAUTHENTICATED|FORBIDDEN/) });
  }
});

test('a payment stays with the provider that it began with', async () => {
  const id = newId();
  const stripe = {
    PAYMENTS_PROVIDER: 'stripe',
    STRIPE_SECRET_KEY: 'sk_test_none',
    STRIPE_API_URL: 'http://127.0.0.1:9',
  };
  const reply = await till.authorise(id, '12.00');
  const reference = 'done' in reply ? reply.done.reference : '';
  await till.restart(stripe);
  expect(await till.capture(id, reference, '12.00')).toEqual({ done: {} });
  expect(await attemptsOf(id)).toEqual(['open DONE', 'authorise DONE', 'capture DONE']);
});

test('a provider that lacks its settings stops the start', async () => {
  await expect(startTill({ PAYMENTS_PROVIDER: 'stripe' })).rejects.toThrow('STRIPE_SECRET_KEY');
  await expect(startTill({ PAYMENTS_PROVIDER: 'paypal' })).rejects.toThrow('PAYMENTS_PROVIDER');
});
