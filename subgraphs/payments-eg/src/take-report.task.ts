import { carryOutOutside } from '@strata/basis-messaging';
import { command } from '@strata/basis-subgraph';
import { takeReport } from '@strata/sdk-payments-eg';
import { askProvider } from './ask-provider.ts';
import { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';
import { WebhookReceipt } from './webhook-receipt.entity.ts';

/** Whatever a provider tells of a payment that was cancelled, it is told once more to let go of it. */
export const takeReportTask = carryOutOutside(
  takeReport,
  async ({ receiptId }, unit) => {
    const payment = await unit.run(cancelledPaymentOf, receiptId);
    if (payment?.reference == null) return {};
    const request = { paymentId: payment.id, reference: payment.reference, signal: unit.signal };
    await askProvider(unit, payment, 'cancel', (provider) => provider.cancel(request));
    return {};
  },
  TASK_POLICY,
);

const cancelledPaymentOf = command(async ({ em }, receiptId: string) => {
  const { provider, reference } = await em.findOneOrFail(WebhookReceipt, receiptId);
  if (reference === null) return null;
  return em.findOne(ProviderPayment, { provider, reference, cancelledAt: { $ne: null } });
});
