import { LockMode } from '@mikro-orm/core';
import { carryOut } from '@strata/basis-messaging';
import type { Unit } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-payments';
import * as provider from '@strata/sdk-payments-eg';
import { advance } from './advance.ts';
import { Payment, type PaymentFor } from './payment.entity.ts';
import { PaymentStatus } from './payment.process.ts';

/** Nobody wants to wait longer for a card; what is not authorised by then is let go of. */
const AUTHORISE_WITHIN_MS = 120_000;

/** The provider is asked once for each order, however often this is asked for. */
export const authoriseTask = carryOut(contract.authorise, async (wanted, unit) => {
  const { payment, isNew } = await enterPayment(unit, wanted, PaymentStatus.PENDING);
  const { id: paymentId, wireAmount: amount } = payment;
  if (payment.isCalledOff) return { failed: 'CANCELLED' };
  if (isNew) unit.emit(provider.authorise(payment, { paymentId, amount }, { deadlineMs: AUTHORISE_WITHIN_MS }));
  return { paymentId };
});

export const captureTask = carryOut(contract.capture, async ({ orderId }, unit) => {
  const payment = await lockedPayment(unit, orderId);
  if (payment !== null) advance(unit, payment, 'capture');
  return payment?.isBeingCaptured ? {} : { failed: 'NOT_AUTHORISED' };
});

/** A payment that nobody has asked for yet is called off beforehand. */
export const cancelTask = carryOut(contract.cancel, async (wanted, unit) => {
  const { payment, isNew } = await enterPayment(unit, wanted, PaymentStatus.CANCELLED);
  if (!isNew) advance(unit, payment, 'cancel');
  return {};
});

/** The order's payment, locked; made when there is none. */
async function enterPayment(
  unit: Unit,
  wanted: PaymentFor,
  beginning: PaymentStatus,
): Promise<{ payment: Payment; isNew: boolean }> {
  const made = Payment.of(wanted, beginning, unit.now);
  const insert = unit.em.createQueryBuilder(Payment).insert(made); // raw access: of two who come first, one makes it
  await insert.onConflict('orderId').ignore().execute('run');
  const payment = await lockedPayment(unit, wanted.orderId);
  if (payment === null) throw new Error('A row that was made in this transaction is not there.');
  return { payment, isNew: payment.id === made.id };
}

function lockedPayment({ em }: Unit, orderId: string): Promise<Payment | null> {
  return em.findOne(Payment, { orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
