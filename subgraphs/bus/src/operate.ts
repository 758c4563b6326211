import { createHash } from 'node:crypto';
import { newId, StrataError } from '@strata/basis-core';
import { type Context, noSuchService, type OperatorJob } from '@strata/basis-subgraph';
import { beginAction } from './begin-action.ts';
import { endAction } from './end-action.ts';
import { endedSoon, MASKED, outcomeOf } from './jobs.ts';
import { noteJob } from './note-job.ts';
import type { ActionOutcome, Intent, OperatorAction } from './operator-action.entity.ts';

/** What an action is carried out with. */
export type Operator = Pick<Context, 'run' | 'operations' | 'viewer'>;

/** What is to be done, and how a service is asked to. */
export interface Operation extends Omit<Intent, 'id'> {
  path: `/${string}`;
  body: object;
}

/** What is kept of a service's answer. */
type Kept<T> = (answer: T) => object;

/**
 * Has a service do something: written down before, with what came of it after. Under an `Idempotency-Key` that was used
 * before, nothing is done again.
 *
 * @throws StrataError with the code of the service's refusal; `NO_SUCH_SERVICE`; `SUBGRAPH_UNAVAILABLE`
 */
export function operate<T>(operator: Operator, operation: Operation, kept: Kept<T>): Promise<OperatorAction> {
  return carryOut<T>(operator, operation, async (action, answer) => end(operator, action, { result: kept(answer) }));
}

/** The same for what a service does as a job: begun here, and ended too if it is done soon. */
export function operateByJob(operator: Operator, operation: Operation): Promise<OperatorAction> {
  return carryOut<OperatorJob>(operator, operation, async (action, job) => {
    const noted = await operator.run(noteJob, { id: action.id, jobId: job.id });
    const outcome = outcomeOf(await endedSoon(operator, action.service, job));
    return outcome === undefined ? noted.action : unlessFailed(await end(operator, action, outcome));
  });
}

/** Answers as `work` does, which is written down before and after. */
export async function audited(
  operator: Operator,
  intent: Omit<Intent, 'id'>,
  work: () => Promise<Response>,
): Promise<Response> {
  const { action } = await operator.run(beginAction, { ...intent, id: newId() });
  const response = await done(operator, action, work);
  await end(operator, action, { result: { status: response.status } });
  return response;
}

/** What stands for a payload in the audit: SHA-256 (hex) of its JSON. */
export function digestOf(payload: unknown): string {
  return createHash('sha256').update(JSON.stringify(payload)).digest('hex');
}

async function carryOut<T>(
  operator: Operator,
  { path, body, ...intent }: Operation,
  follow: (action: OperatorAction, answer: T) => Promise<OperatorAction>,
): Promise<OperatorAction> {
  const { run, operations, viewer } = operator;
  const { service } = intent;
  if (!operations.services.includes(service)) throw noSuchService(service, operations.services);
  const id = newId();
  const { action } = await run(beginAction, { ...intent, id });
  if (action.id !== id) return unlessFailed(action); // the same request, under the same key, was here before
  const call = { method: 'POST', path, body: { ...body, who: viewer.id } } as const;
  return follow(action, await done(operator, action, () => operations.call<T>(service, call)));
}

/** @throws StrataError with the code of what it failed with */
function unlessFailed(action: OperatorAction): OperatorAction {
  if (action.error === null) return action;
  throw new StrataError(action.error.code, action.error.message, 409);
}

async function done<T>(operator: Operator, action: OperatorAction, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error instanceof StrataError ? error : MASKED;
    await end(operator, action, { error: { code, message } });
    throw error;
  }
}

async function end({ run }: Operator, { id }: OperatorAction, outcome: ActionOutcome): Promise<OperatorAction> {
  return (await run(endAction, { id, outcome })).action;
}
