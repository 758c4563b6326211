import { hostInProduction } from '@strata/basis-testing';
import { paymentsEg } from '../src/index.ts';
import { paymentProviders } from '../src/providers.ts';

const PRODUCTION = { STRATA_ENV: 'production' };

test('production does not take the sandbox for granted, and says what is missing', async () => {
  await expect(hostInProduction(paymentsEg)).rejects.toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining('PAYMENTS_PROVIDER: must be one of sandbox, stripe'),
  });
});

test('who was named is taken, with what it needs', () => {
  expect(paymentProviders.chosen({})).toBe('sandbox');
  expect(paymentProviders.chosen({ ...PRODUCTION, PAYMENTS_PROVIDER: 'sandbox' })).toBe('sandbox');
  const stripe = { ...PRODUCTION, PAYMENTS_PROVIDER: 'stripe' };
  expect(() => paymentProviders.check(stripe)).toThrow(/STRIPE_SECRET_KEY: /);
  expect(() => paymentProviders.check({ ...stripe, STRIPE_SECRET_KEY: 'sk_live_1' })).not.toThrow();
});

test('a name that nobody has is refused', () => {
  expect(() => paymentProviders.check({ PAYMENTS_PROVIDER: 'paypal' })).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining('PAYMENTS_PROVIDER: must be') }),
  );
});
