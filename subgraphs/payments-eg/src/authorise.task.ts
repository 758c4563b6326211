import type { WireMoney } from '@strata/basis-contract';
import { carryOutOutside, type Failed, type OutsideUnit } from '@strata/basis-messaging';
import { authorise } from '@strata/sdk-payments-eg';
import { askOnly, askProvider, DECLINED, declinedIfRefused, isNothing } from './ask-provider.ts';
import { type Entered, enterPayment, namePayment } from './payment-record.ts';
import type { Operation } from './provider.ts';
import type { ProviderPayment } from './provider-payment.entity.ts';
import { TASK_POLICY } from './task-policy.ts';

/** The name of a payment of nothing, which no provider knows. */
const NOTHING = 'nothing';

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
  if (isNothing(amount)) return authoriseNothing(unit, paymentId);
  const entered = await enterPayment(unit, paymentId, nextOf);
  const isOpen = entered.payment.reference !== null;
  const { payment, attempt } = isOpen ? entered : await openPayment(unit, entered, amount);
  const { reference } = payment;
  if (attempt === undefined || reference === null) return DECLINED;
  const request = { paymentId, reference, signal: unit.signal };
  const verdict = await askProvider(unit, attempt, (provider) => provider.authorise(request));
  return verdict === 'DONE' ? { reference } : DECLINED;
}

async function authoriseNothing(
  unit: OutsideUnit,
  paymentId: string,
): Promise<{ reference: string } | Failed<'DECLINED'>> {
  const { payment } = await enterPayment(unit, paymentId);
  return payment.cancelledAt === null ? { reference: NOTHING } : DECLINED;
}

function nextOf({ cancelledAt, reference }: ProviderPayment): Operation | undefined {
  if (cancelledAt !== null) return undefined;
  return reference === null ? 'open' : 'authorise';
}

async function openPayment(unit: OutsideUnit, entered: Entered, amount: WireMoney): Promise<Entered> {
  const { payment, attempt } = entered;
  if (attempt === undefined) return entered;
  const request = { paymentId: payment.id, amount, signal: unit.signal };
  const { answer, ended } = await askOnly(unit, attempt, (provider) => provider.open(request));
  return namePayment(unit, payment.id, { reference: answer.reference, ended, next: nextOf });
}
