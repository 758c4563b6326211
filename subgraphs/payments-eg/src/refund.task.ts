import type { WireMoney } from '@strata/basis-contract';
import { carryOutOutside, type OutsideUnit } from '@strata/basis-messaging';
import { refund } from '@strata/sdk-payments-eg';
import { askProvider, isNothing, refusedAtLast } from './ask-provider.ts';
import { enterPayment } from './payment-record.ts';
import { TASK_POLICY } from './task-policy.ts';

/** Gives captured money back. */
export const refundTask = carryOutOutside(
  refund,
  (wanted, unit) => refusedAtLast(unit, giveBack(unit, wanted)),
  TASK_POLICY,
);

async function giveBack(
  unit: OutsideUnit,
  { paymentId, reference, amount }: { paymentId: string; reference: string; amount: WireMoney },
): Promise<object> {
  if (isNothing(amount)) return {};
  const { attempt } = await enterPayment(unit, paymentId, () => 'refund');
  if (attempt === undefined) throw new TypeError('A refund is always asked for.');
  const request = { paymentId, reference, signal: unit.signal };
  await askProvider(unit, attempt, (provider) => provider.refund(request));
  return {};
}
