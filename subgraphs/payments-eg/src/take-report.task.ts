import { carryOutOutside } from '@strata/basis-messaging';
import { command } from '@strata/basis-subgraph';
import { takeReport } from '@strata/sdk-payments-eg';
import { askProvider, beginAttempt, refusedAtLast } from './ask-provider.ts';
import { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';
import { WebhookReceipt } from './webhook-receipt.entity.ts';

/** Whatever a provider tells of a payment that was cancelled, it is told once more to let go of it. */
export const takeReportTask = carryOutOutside(
  takeReport,
  async ({ receiptId }, unit) => {
    const begun = await unit.run(beginToCancel, receiptId);
    if (begun === null) return {};
    const { paymentId, reference, attempt } = begun;
    const request = { paymentId, reference, signal: unit.signal };
    const asked = askProvider(unit, attempt, (provider) => provider.cancel(request));
    const done = await refusedAtLast(
      unit,
      asked.then(() => ({})),
    );
    if ('failed' in done)
      unit.logger.error({ paymentId }, 'the provider does not let go: somebody has to see to it by hand');
    return {};
  },
  TASK_POLICY,
);

const beginToCancel = command(async ({ em, now }, receiptId: string) => {
  const receipt = await em.findOne(WebhookReceipt, receiptId);
  if (receipt === null || receipt.reference === null) return null;
  const { provider, reference } = receipt;
  const payment = await em.findOne(ProviderPayment, { provider, reference, cancelledAt: { $ne: null } });
  if (payment === null) return null;
  const paymentId = payment.id;
  return { paymentId, reference, attempt: beginAttempt(em, { paymentId, provider, operation: 'cancel' }, now) };
});
