import { type OutcomeUnit, onOutcome } from '@strata/basis-messaging';
import { loadLocked } from '@strata/basis-storage';
import * as provider from '@strata/sdk-payments-eg';
import { advance } from './advance.ts';
import { Payment } from './payment.entity.ts';

export const authoriseOutcome = onOutcome(provider.authorise, {
  async done({ reference }, _input, unit) {
    const payment = await paymentOf(unit);
    payment.reference = reference;
    advance(unit, payment, 'authorised');
  },
  failed: async (why, _input, unit) => advance(unit, await paymentOf(unit), refusal(why)),
});

export const captureOutcome = onOutcome(provider.capture, {
  done: async (_output, _input, unit) => advance(unit, await paymentOf(unit), 'captured'),
  failed: async (why, _input, unit) => advance(unit, await paymentOf(unit), refusal(why)),
});

export const refundOutcome = onOutcome(provider.refund, {
  done: async (_output, _input, unit) => advance(unit, await paymentOf(unit), 'refunded'),
  failed: async (why, { paymentId }, { logger }) =>
    logger.error({ paymentId, why }, 'money was not given back: somebody has to do it by hand'),
});

export const cancelOutcome = onOutcome(provider.cancel, {
  done: async () => undefined,
  failed: async (why, { paymentId }, { logger }) =>
    logger.error({ paymentId, why }, 'the provider may still hold money: somebody has to let go of it by hand'),
});

/** What the platform gave up, for whatever reason, may have happened all the same. */
function refusal(why: string): 'declined' | 'unavailable' {
  return why === 'DECLINED' ? 'declined' : 'unavailable';
}

async function paymentOf({ em, aggregateId }: OutcomeUnit): Promise<Payment> {
  const [payment] = await loadLocked(em, Payment, [aggregateId]);
  if (payment === undefined) throw new Error('What was asked for a payment has an outcome, and the payment is gone.');
  return payment;
}
