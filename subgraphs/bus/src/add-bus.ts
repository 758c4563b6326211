import { UnauthenticatedError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { Bus } from './bus.entity.ts';
import type { AddBusInput } from './bus.inputs.ts';

/** Adds a bus to the viewer's own. */
export const addBus = command(async ({ em, viewer, now }, { name }: AddBusInput) => {
  if (viewer.id === null) throw new UnauthenticatedError();
  const bus = Bus.of(viewer.id, name, now);
  em.persist(bus);
  return { bus };
});
