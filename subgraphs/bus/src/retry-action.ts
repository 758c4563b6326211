import { ForbiddenError, NotFoundError, newId } from '@strata/basis-core';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { OperatorAction, OperatorActionState, OperatorActionType } from './operator-action.entity.ts';

/** After these nobody knows whether it was done. */
const UNSURE = ['SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'];
/** Not to be tried again: under way or done; or a task that may have been made, and would be made twice. */
const STANDS = {
  $or: [
    { state: { $ne: OperatorActionState.FAILED } },
    { type: OperatorActionType.RUN_TASK, errorCode: { $in: UNSURE } },
  ],
};

/** Begins an action that failed anew. Of two who want that at once, the second gets what the first began. */
export const retryAction = command(async ({ em, viewer, now }, { id }: { id: string }) => {
  if (viewer.id === null) throw new ForbiddenError();
  const [first] = await loadLocked(em, OperatorAction, [id]);
  if (first === undefined) throw new NotFoundError('action', id);
  const standing = await em.findOne(OperatorAction, { $and: [{ $or: [{ id }, { retryOf: id }] }, STANDS] });
  if (standing !== null) return { action: standing, isNew: false };
  const { type, service, arguments: args } = first;
  const action = OperatorAction.begin({ id: newId(), type, service, arguments: args, retryOf: id }, viewer.id, now);
  em.persist(action);
  return { action, isNew: true };
});
