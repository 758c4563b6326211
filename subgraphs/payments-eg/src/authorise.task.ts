import type { WireMoney } from '@strata/basis-contract';
import { carryOutOutside, type Failed, type OutsideUnit } from '@strata/basis-messaging';
import { authorise } from '@strata/sdk-payments-eg';
import { askProvider, DECLINED, declinedIfRefused } from './ask-provider.ts';
import { enterPayment, namePayment } from './payment-record.ts';
import type { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';

export const authoriseTask = carryOutOutside(
  authorise,
  (wanted, unit) => declinedIfRefused(authorisePayment(unit, wanted)),
  TASK_POLICY,
);

/**
 * The provider's name for the payment is committed before any money is held. So whoever cancels it either finds the
 * name, and has the provider refuse what is asked for later; or comes before it, and then it is not asked for here.
 */
async function authorisePayment(
  unit: OutsideUnit,
  { paymentId, amount }: { paymentId: string; amount: WireMoney },
): Promise<{ reference: string } | Failed<'DECLINED'>> {
  const entered = await enterPayment(unit, paymentId);
  if (entered.cancelledAt !== null) return DECLINED;
  const payment = entered.reference === null ? await openPayment(unit, entered, amount) : entered;
  const { reference } = payment;
  if (reference === null || payment.cancelledAt !== null) return DECLINED;
  const request = { paymentId, reference, signal: unit.signal };
  const verdict = await askProvider(unit, payment, 'authorise', (provider) => provider.authorise(request));
  return verdict === 'DONE' ? { reference } : DECLINED;
}

async function openPayment(unit: OutsideUnit, payment: ProviderPayment, amount: WireMoney): Promise<ProviderPayment> {
  const request = { paymentId: payment.id, amount, signal: unit.signal };
  const { reference } = await askProvider(unit, payment, 'open', (provider) => provider.open(request));
  return namePayment(unit, payment.id, reference);
}
