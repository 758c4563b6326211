import { carryOutOutside, type OutsideUnit } from '@strata/basis-messaging';
import { cancel } from '@strata/sdk-payments-eg';
import { askProvider, refusedAtLast } from './ask-provider.ts';
import { cancelPayment } from './payment-record.ts';
import type { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';

export const cancelTask = carryOutOutside(
  cancel,
  ({ paymentId }, unit) => refusedAtLast(unit, letGo(unit, paymentId)),
  TASK_POLICY,
);

/** A payment that the provider has no name for yet is not asked for any more: nobody has to be told. */
async function letGo(unit: OutsideUnit, paymentId: string): Promise<object> {
  const next = ({ reference }: ProviderPayment) => (reference === null ? undefined : 'cancel');
  const { payment, attempt } = await cancelPayment(unit, paymentId, next);
  const { reference } = payment;
  if (attempt === undefined || reference === null) return {};
  const request = { paymentId, reference, signal: unit.signal };
  await askProvider(unit, attempt, (provider) => provider.cancel(request));
  return {};
}
