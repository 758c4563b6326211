import type { WireMoney } from '@strata/basis-contract';
import { carryOutOutside, type Failed, type OutsideUnit } from '@strata/basis-messaging';
import { capture } from '@strata/sdk-payments-eg';
import { askProvider, DECLINED, declinedIfRefused } from './ask-provider.ts';
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
  const { attempt } = await enterPayment(unit, paymentId, ({ cancelledAt }) =>
    cancelledAt === null ? 'capture' : undefined,
  );
  if (attempt === undefined) return DECLINED;
  const request = { paymentId, reference, amount, signal: unit.signal };
  const verdict = await askProvider(unit, attempt, (provider) => provider.capture(request));
  return verdict === 'DONE' ? {} : DECLINED;
}
