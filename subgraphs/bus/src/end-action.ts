import { NotFoundError } from '@strata/basis-core';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { type ActionOutcome, OperatorAction } from './operator-action.entity.ts';

/** Writes down what came of an action. */
export const endAction = command(async ({ em, now }, { id, outcome }: { id: string; outcome: ActionOutcome }) => {
  const [action] = await loadLocked(em, OperatorAction, [id]);
  if (action === undefined) throw new NotFoundError('action', id);
  action.end(outcome, now);
  return { action };
});
