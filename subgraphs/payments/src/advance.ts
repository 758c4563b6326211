import type { Emission } from '@strata/basis-contract';
import type { Unit } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-payments';
import * as provider from '@strata/sdk-payments-eg';
import type { Payment } from './payment.entity.ts';
import type { PaymentEffect, PaymentStep } from './payment.process.ts';

/** Longer, and nobody knows whether the card's issuer still holds the money. */
const CAPTURE_WITHIN_MS = 24 * 60 * 60 * 1_000;

const emissionOf: Readonly<Record<PaymentEffect, (payment: Payment) => Emission>> = {
  tellAuthorised: (payment) => contract.PaymentAuthorised(payment, { orderId: payment.orderId }),
  tellDeclined: (payment) =>
    contract.PaymentDeclined(payment, { orderId: payment.orderId, code: payment.declineCode ?? 'UNAVAILABLE' }),
  tellCaptured: (payment) => contract.PaymentCaptured(payment, { orderId: payment.orderId }),
  askCapture: (payment) => provider.capture(payment, heldMoney(payment), { deadlineMs: CAPTURE_WITHIN_MS }),
  askRefund: (payment) => provider.refund(payment, heldMoney(payment)),
  askLetGo: (payment) => provider.cancel(payment, { paymentId: payment.id }),
};

/** Takes a step of a locked payment's process, and does what belongs to it. */
export function advance({ emit }: Pick<Unit, 'emit'>, payment: Payment, step: PaymentStep): void {
  for (const effect of payment.take(step)) emit(emissionOf[effect](payment));
}

function heldMoney({ id: paymentId, reference, wireAmount: amount }: Payment) {
  if (reference === null) throw new Error('A payment whose money is held has no reference.'); // the table allows no such
  return { paymentId, reference, amount };
}
