import { carryOutOutside } from '@strata/basis-messaging';
import { refund } from '@strata/sdk-payments-eg';
import { askProvider } from './ask-provider.ts';
import { enterPayment } from './payment-record.ts';
import { TASK_POLICY } from './task-policy.ts';

/** Gives captured money back. */
export const refundTask = carryOutOutside(
  refund,
  async ({ paymentId, reference }, unit) => {
    const { attempt } = await enterPayment(unit, paymentId, () => 'refund');
    if (attempt === undefined) throw new TypeError('A refund is always asked for.');
    const request = { paymentId, reference, signal: unit.signal };
    await askProvider(unit, attempt, (provider) => provider.refund(request));
    return {};
  },
  TASK_POLICY,
);
