import type { WireMoney } from '@strata/basis-contract';
import { carryOutOutside, type Failed, type OutsideUnit } from '@strata/basis-messaging';
import { capture } from '@strata/sdk-payments-eg';
import { askProvider, DECLINED, declinedIfRefused, isNothing } from './ask-provider.ts';
import { enterPayment } from './payment-record.ts';
import { TASK_POLICY } from './task-policy.ts';

export const captureTask = carryOutOutside(
  capture,
  (wanted, unit) => declinedIfRefused(capturePayment(unit, wanted)),
  TASK_POLICY,
);

/** What was cancelled is not asked for; the provider refuses it too, when the cancellation comes in between. */
async function capturePayment(
  unit: OutsideUnit,
  { paymentId, reference, amount }: { paymentId: string; reference: string; amount: WireMoney },
): Promise<object | Failed<'DECLINED'>> {
  const { payment, attempt } = await enterPayment(unit, paymentId, ({ cancelledAt }) =>
    cancelledAt === null && !isNothing(amount) ? 'capture' : undefined,
  );
  if (payment.cancelledAt !== null) return DECLINED;
  if (attempt === undefined) return {};
  const request = { paymentId, reference, amount, signal: unit.signal };
  const verdict = await askProvider(unit, attempt, (provider) => provider.capture(request));
  return verdict === 'DONE' ? {} : DECLINED;
}
