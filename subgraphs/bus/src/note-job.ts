import { command } from '@strata/basis-subgraph';
import { OperatorAction } from './operator-action.entity.ts';

/** Notes by which job a service carries an action out, so that whoever looks later can ask for its end. */
export const noteJob = command(async ({ em }, { id, jobId }: { id: string; jobId: string }) => {
  const action = await em.findOneOrFail(OperatorAction, id);
  action.jobId = jobId;
  return { action };
});
