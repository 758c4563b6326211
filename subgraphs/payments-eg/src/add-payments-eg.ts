import { UnauthenticatedError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { PaymentsEg } from './payments-eg.entity.ts';
import type { AddPaymentsEgInput } from './payments-eg.inputs.ts';

/** Adds a payments eg to the viewer's own. */
export const addPaymentsEg = command(async ({ em, viewer, now }, { name }: AddPaymentsEgInput) => {
  if (viewer.id === null) throw new UnauthenticatedError();
  const paymentsEg = PaymentsEg.of(viewer.id, name, now);
  em.persist(paymentsEg);
  return { paymentsEg };
});
