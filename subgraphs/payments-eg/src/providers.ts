import type { OutsideUnit } from '@strata/basis-messaging';
import { defineExternal } from '@strata/basis-network';
import type { PaymentProvider } from './provider.ts';
import { sandboxProvider } from './sandbox/sandbox-provider.ts';
import { stripeProvider } from './stripe/stripe-provider.ts';

/** Who may move the money: `PAYMENTS_PROVIDER` says who does it for payments that begin now. */
export const paymentProviders = defineExternal<PaymentProvider, Pick<OutsideUnit, 'environment' | 'run'>>(
  'payments-eg',
  'PAYMENTS',
  { sandbox: sandboxProvider, stripe: stripeProvider },
);
