import { carryOutOutside } from '@strata/basis-messaging';
import { cancel } from '@strata/sdk-payments-eg';
import { askProvider } from './ask-provider.ts';
import { cancelPayment } from './payment-record.ts';
import type { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';

/** A payment that the provider has no name for yet is not asked for any more: nobody has to be told. */
export const cancelTask = carryOutOutside(
  cancel,
  async ({ paymentId }, unit) => {
    const next = ({ reference }: ProviderPayment) => (reference === null ? undefined : 'cancel');
    const { payment, attempt } = await cancelPayment(unit, paymentId, next);
    const { reference } = payment;
    if (attempt === undefined || reference === null) return {};
    const request = { paymentId, reference, signal: unit.signal };
    await askProvider(unit, attempt, (provider) => provider.cancel(request));
    return {};
  },
  TASK_POLICY,
);
