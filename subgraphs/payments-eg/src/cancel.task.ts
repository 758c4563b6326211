import { carryOutOutside } from '@strata/basis-messaging';
import { cancel } from '@strata/sdk-payments-eg';
import { askProvider } from './ask-provider.ts';
import { cancelPayment } from './payment-record.ts';
import { TASK_POLICY } from './task-policy.ts';

/** A payment that the provider has no name for yet is not asked for any more: nobody has to be told. */
export const cancelTask = carryOutOutside(
  cancel,
  async ({ paymentId }, unit) => {
    const payment = await cancelPayment(unit, paymentId);
    const { reference } = payment;
    if (reference === null) return {};
    const request = { paymentId, reference, signal: unit.signal };
    await askProvider(unit, payment, 'cancel', (provider) => provider.cancel(request));
    return {};
  },
  TASK_POLICY,
);
