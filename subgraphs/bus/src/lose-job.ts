import { NotFoundError } from '@strata/basis-core';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { OperatorAction } from './operator-action.entity.ts';

/** Notes that a service knows nothing of the job by which it carries an action out. */
export const loseJob = command(async ({ em, now }, { id }: { id: string }) => {
  const [action] = await loadLocked(em, OperatorAction, [id]);
  if (action === undefined) throw new NotFoundError('action', id);
  action.loseJob(now);
  return { action };
});
