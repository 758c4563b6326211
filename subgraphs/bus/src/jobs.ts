import { StrataError } from '@strata/basis-core';
import type { Context, OperatorJob } from '@strata/basis-subgraph';
import type { ActionOutcome } from './operator-action.entity.ts';

/** How long a mutation waits for a job; whoever wants its end then asks for the action again. */
const JOB_LIMIT_MS = 5_000;
const JOB_POLL_MS = 100;

/** What is said of an error that is nobody's business outside. */
export const MASKED = { code: 'INTERNAL_SERVER_ERROR', message: 'It failed; the log says why.' };

type Asking = Pick<Context, 'operations'>;

/** What came of a job; undefined while it runs. */
export function outcomeOf({ state, result, error }: OperatorJob): ActionOutcome | undefined {
  if (state === 'running') return undefined;
  return state === 'done' ? { result: (result ?? {}) as object } : { error: error ?? MASKED };
}

/** A job of a service as it is now; null when the service knows of none, undefined when it does not answer. */
export async function jobOf(
  { operations }: Asking,
  service: string,
  id: string,
): Promise<OperatorJob | null | undefined> {
  try {
    return await operations.call<OperatorJob>(service, { method: 'GET', path: `/jobs/${id}` });
  } catch (error) {
    if (error instanceof StrataError) return error.code === 'NOT_FOUND' ? null : undefined;
    throw error;
  }
}

/** A job once it has ended, or as it is after a while. */
export async function endedSoon(asking: Asking, service: string, begun: OperatorJob): Promise<OperatorJob> {
  const deadline = performance.now() + JOB_LIMIT_MS;
  let job = begun;
  while (job.state === 'running' && performance.now() < deadline) {
    await new Promise((resume) => setTimeout(resume, JOB_POLL_MS));
    job = (await jobOf(asking, service, begun.id)) ?? job;
  }
  return job;
}
