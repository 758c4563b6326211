import { UnauthenticatedError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { Payment } from './payment.entity.ts';
import type { AddPaymentInput } from './payment.inputs.ts';

/** Adds a payment to the viewer's own. */
export const addPayment = command(async ({ em, viewer, now }, { name }: AddPaymentInput) => {
  if (viewer.id === null) throw new UnauthenticatedError();
  const payment = Payment.of(viewer.id, name, now);
  em.persist(payment);
  return { payment };
});
