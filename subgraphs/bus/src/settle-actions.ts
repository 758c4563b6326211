import type { Context } from '@strata/basis-subgraph';
import { endAction } from './end-action.ts';
import { jobOf, outcomeOf } from './jobs.ts';
import { OperatorAction, OperatorActionState } from './operator-action.entity.ts';

/** Actions whose end is asked for at once. */
const MAX_SETTLED = 50;

/**
 * Asks services for the end of jobs that outlasted the mutation which began them, the latest first, and writes it down.
 * A job that is not known, or whose service does not answer, is left as it is.
 */
export async function settleActions(context: Pick<Context, 'em' | 'run' | 'operations'>): Promise<void> {
  const open = { state: OperatorActionState.STARTED, jobId: { $ne: null } };
  // Not in the identity map: whoever reads them after this is to see how they ended.
  const options = { orderBy: { id: 'desc' }, limit: MAX_SETTLED, disableIdentityMap: true } as const;
  const actions = await context.em.find(OperatorAction, open, options);
  await Promise.all(
    actions.map(async ({ id, service, jobId }) => {
      const job = await jobOf(context, service, jobId ?? '');
      const outcome = job && outcomeOf(job);
      if (outcome !== undefined) await context.run(endAction, { id, outcome });
    }),
  );
}
