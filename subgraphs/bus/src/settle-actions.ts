import { loader, type Page } from '@strata/basis-graph';
import { type Context, type OperatorJob, outsideTheKey } from '@strata/basis-subgraph';
import { endAction } from './end-action.ts';
import { jobOf, outcomeOf } from './jobs.ts';
import { loseJob } from './lose-job.ts';
import { OperatorAction, OperatorActionState } from './operator-action.entity.ts';

type Settling = Pick<Context, 'run' | 'operations'>;

/** As `jobOf`, and what several fields of a request want to know of one job is asked once. */
export function jobAsked(
  context: Settling,
  { service, jobId }: OperatorAction,
): Promise<OperatorJob | null | undefined> {
  const ask = (ids: readonly string[]) => Promise.all(ids.map((id) => jobOf(context, service, id)));
  return loader(context, `OperatorAction.job:${service}`, ask).load(jobId ?? '');
}

/** An action as it is once its service was asked for the end of its job, which outlasted the mutation. */
export async function settleAction(context: Settling, action: OperatorAction): Promise<OperatorAction> {
  const { id, state, jobId } = action;
  if (state !== OperatorActionState.STARTED || jobId === null) return action;
  const job = await jobAsked(context, action);
  if (job === null) return (await outsideTheKey(() => context.run(loseJob, { id }))).action;
  const outcome = job && outcomeOf(job);
  if (outcome === undefined) return action;
  return (await outsideTheKey(() => context.run(endAction, { id, outcome }))).action;
}

/** Settles the actions of a page: of those alone is it said how they are. */
export async function settlePage(context: Settling & Pick<Context, 'em'>, page: Page<OperatorAction>): Promise<void> {
  const settled = await Promise.all(page.nodes.map((action) => settleAction(context, action)));
  const ended = settled.filter((action, index) => action !== page.nodes[index]).map(({ id }) => id);
  if (ended.length > 0) await context.em.find(OperatorAction, { id: { $in: ended } }, { refresh: true });
}
