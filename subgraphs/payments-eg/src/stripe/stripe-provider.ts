import { type ConfigOf, z } from '@strata/basis-core';
import { adapter, ProviderRefusedError } from '@strata/basis-network';
import Stripe from 'stripe';
import { idempotencyKey, type PaymentProvider, type Verdict } from '../provider.ts';

const settings = {
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
  /** What is charged. The default is Stripe's own, of its test mode. */
  STRIPE_PAYMENT_METHOD: z.string().min(1).default('pm_card_visa'),
};

/** The intent does not stand where this can be done, or its authorisation has lapsed. */
const STATE_CODES: readonly (string | undefined)[] = ['payment_intent_unexpected_state', 'charge_expired_for_capture'];
/** The request itself is at fault. With any other status, and with this code, it may be done later, or was done. */
const FINAL_STATUSES = [400, 402, 404];
const RATE_LIMIT = 'rate_limit';
/** Where Stripe counts in other units than ISO 4217, or takes whole tens of them alone: docs.stripe.com/currencies. */
const OTHER_UNITS = ['BHD', 'ISK', 'JOD', 'KWD', 'MGA', 'OMR', 'TND', 'UGX'];

/**
 * Stripe, by its PaymentIntents. What is made, an intent or a refund, is made under an idempotency key. What is done to
 * an intent is done once by the intent's own state, which is looked at when Stripe says that it does not fit: under a
 * key, Stripe would answer for a day as it did the first time, even where that was an error.
 */
export const stripeProvider = adapter(settings, (configured): PaymentProvider => {
  const at = (signal: AbortSignal) => clientOf(configured, signal);
  return {
    async open({ paymentId, amount, signal }) {
      if (OTHER_UNITS.includes(amount.currency)) throw new ProviderRefusedError('stripe', `no ${amount.currency} here`);
      const wanted = {
        amount: Number(amount.minor),
        currency: amount.currency.toLowerCase(),
        capture_method: 'manual',
        payment_method_types: ['card'],
        payment_method: configured.STRIPE_PAYMENT_METHOD,
        metadata: { paymentId },
      } as const;
      const options = { idempotencyKey: idempotencyKey(paymentId, 'open') };
      const intent = await at(signal).paymentIntents.create(wanted, options).catch(refuse);
      return { reference: intent.id };
    },
    async authorise({ reference, signal }) {
      const { paymentIntents } = at(signal);
      return verdictOf(await changed(paymentIntents, reference, paymentIntents.confirm(reference)));
    },
    async capture({ reference, amount, signal }) {
      const { paymentIntents } = at(signal);
      const capture = paymentIntents.capture(reference, { amount_to_capture: Number(amount.minor) });
      const intent = await changed(paymentIntents, reference, capture);
      if (intent.status === 'requires_capture') throw new Error('The intent is not captured yet.');
      return verdictOf(intent);
    },
    async cancel({ paymentId, reference, signal }) {
      const stripe = at(signal);
      const { paymentIntents } = stripe;
      const { status } = await changed(paymentIntents, reference, paymentIntents.cancel(reference));
      if (status === 'succeeded') await refund(stripe, paymentId, reference);
      else if (status !== 'canceled') throw new Error(`The intent is ${status}; it cannot be cancelled now.`);
    },
    refund: ({ paymentId, reference, signal }) => refund(at(signal), paymentId, reference),
  };
});

/** A client whose requests end with the signal. */
function clientOf({ STRIPE_SECRET_KEY, STRIPE_API_URL }: ConfigOf<typeof settings>, signal: AbortSignal): Stripe {
  const { protocol, hostname, port } = new URL(STRIPE_API_URL);
  return new Stripe(STRIPE_SECRET_KEY, {
    protocol: protocol === 'https:' ? 'https' : 'http',
    host: hostname,
    ...(port === '' ? {} : { port }),
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((url, options) => fetch(url, { ...options, signal })),
  });
}

/** The intent after a change, or as it is where the change did not fit or the card was declined. */
async function changed(
  intents: Stripe['paymentIntents'],
  reference: string,
  change: Promise<Stripe.PaymentIntent>,
): Promise<Pick<Stripe.PaymentIntent, 'status'>> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return { status: 'requires_payment_method' };
    if (error instanceof Stripe.errors.StripeError && STATE_CODES.includes(error.code)) {
      return await intents.retrieve(reference);
    }
    return refuse(error);
  }
}

/** @throws Error where nothing is decided yet */
function verdictOf({ status }: Pick<Stripe.PaymentIntent, 'status'>): Verdict {
  switch (status) {
    case 'requires_capture':
    case 'succeeded':
      return 'DONE';
    case 'canceled':
    case 'requires_payment_method':
    // Nobody sits before a screen to answer the bank's question.
    case 'requires_action':
      return 'DECLINED';
    default:
      throw new Error(`The intent is still ${status}.`);
  }
}

async function refund({ refunds }: Stripe, paymentId: string, reference: string): Promise<void> {
  const options = { idempotencyKey: idempotencyKey(paymentId, 'refund') };
  const made = await refunds.create({ payment_intent: reference }, options).catch((error) => {
    const isRefunded = error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded';
    return isRefunded ? null : refuse(error);
  });
  if (made?.status === 'failed' || made?.status === 'canceled')
    throw new ProviderRefusedError('stripe', `refund ${made.status}`);
}

/** @throws ProviderRefusedError when Stripe says that the request is wrong; else the error as it is */
function refuse(error: unknown): never {
  if (error instanceof Stripe.errors.StripeError) {
    const { statusCode = 500, code = error.type } = error;
    if (FINAL_STATUSES.includes(statusCode) && code !== RATE_LIMIT)
      throw new ProviderRefusedError('stripe', code, error);
  }
  throw error;
}
