import { ForbiddenError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { type Intent, OperatorAction } from './operator-action.entity.ts';

/** Writes down who is about to do what. */
export const beginAction = command(async ({ em, viewer, now }, intent: Intent) => {
  if (viewer.id === null) throw new ForbiddenError();
  const action = OperatorAction.begin(intent, viewer.id, now);
  em.persist(action);
  return { action };
});
