import { newId } from '@strata/basis-core';
import { NOTHING } from './support/ledger.ts';
import { type StripeStandIn, startStripeStandIn } from './support/stripe-stand-in.ts';
import { startTill, type Till } from './support/till.ts';

let standIn: StripeStandIn;
let till: Till;
beforeAll(async () => {
  standIn = await startStripeStandIn();
  const stripe = { STRIPE_API_URL: standIn.url, STRIPE_SECRET_KEY: 'sk_test_of_a_stand_in' };
  till = await startTill({ ...stripe, PAYMENTS_PROVIDER: 'stripe', PAYMENTS_TIMEOUT_MS: '300' });
});
afterAll(async () => {
  await till.stop();
  await standIn.stop();
});

test.each([
  ['10.29', 'done, and answered with a 424'],
  ['10.31', 'not done, for too much is asked of it'],
])('%s, which is %s, is no refusal: it is tried again, and done once', async (amount) => {
  const id = newId();
  const reply = await till.authorise(id, amount);
  const reference = 'done' in reply ? reply.done.reference : '';
  expect(await till.capture(id, reference, amount)).toEqual({ done: {} });
  expect(await till.refund(id, reference, amount)).toEqual({ done: {} });
  const cents = Number(amount.replace('.', ''));
  const sums = { authorised: cents, captured: cents, refunded: cents, charges: 1 };
  expect(standIn.ledger(id)).toEqual({ ...NOTHING, ...sums });
});

test('a refund that Stripe made, and that failed, is not taken for money given back', async () => {
  const id = newId();
  const reply = await till.authorise(id, '10.37');
  const reference = 'done' in reply ? reply.done.reference : '';
  await till.capture(id, reference, '10.37');
  const { signal } = new AbortController();
  const refund = till.provider().refund({ paymentId: id, reference, signal });
  await expect(refund).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
});

test.each(['ISK', 'MGA', 'KWD'])(
  '%s, which Stripe counts otherwise, is refused before it is asked',
  async (currency) => {
    const { signal } = new AbortController();
    const opened = till.provider().open({ paymentId: newId(), amount: { minor: '1000', currency }, signal });
    await expect(opened).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
  },
);
