import { createHash } from 'node:crypto';
import { newId, StrataError } from '@strata/basis-core';
import { type Context, noSuchService, type OperatorJob, outsideTheKey } from '@strata/basis-subgraph';
import { beginAction } from './begin-action.ts';
import { endAction } from './end-action.ts';
import { endedSoon, MASKED, outcomeOf } from './jobs.ts';
import { noteJob } from './note-job.ts';
import { type ActionOutcome, type Intent, type OperatorAction, OperatorActionState } from './operator-action.entity.ts';
import { retryAction } from './retry-action.ts';
import { settleAction } from './settle-actions.ts';

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
 * before, nothing is done again but what failed: the action is answered as it is by now, which is `STARTED` also when
 * whoever began it is gone.
 *
 * @throws StrataError with the code of the service's refusal; `NO_SUCH_SERVICE`; `SUBGRAPH_UNAVAILABLE`
 */
export function operate<T>(operator: Operator, operation: Operation, kept: Kept<T>): Promise<OperatorAction> {
  return carryOut<T>(operator, operation, async (action, answer) => end(operator, action, { result: kept(answer) }));
}

/** The same for what a service does as a job: begun here, and ended too if it is done soon. */
export function operateByJob(operator: Operator, operation: Operation): Promise<OperatorAction> {
  return carryOut<OperatorJob>(operator, operation, async (action, job) => {
    const noted = await outsideTheKey(() => operator.run(noteJob, { id: action.id, jobId: job.id }));
    const outcome = outcomeOf(await endedSoon(operator, action.service, job));
    return outcome === undefined ? noted.action : unlessFailed(await end(operator, action, outcome));
  });
}

/** Answers as `work` does, which is written down before and after: a status of 400 or more, as a failure. */
export async function audited(
  operator: Operator,
  intent: Omit<Intent, 'id'>,
  work: () => Promise<Response>,
): Promise<Response> {
  const { action } = await operator.run(beginAction, { ...intent, id: newId() });
  const response = await done(operator, action, work);
  const { status } = response;
  const error = { code: 'REFUSED', message: `It was answered with status ${status}.` };
  await end(operator, action, { result: { status }, ...(status >= 400 && { error }) });
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
  const { operations, viewer } = operator;
  const { service } = intent;
  if (!operations.services.includes(service)) throw noSuchService(service, operations.services);
  const { action, isNew } = await begin(operator, intent);
  if (!isNew) return unlessFailed(await settleAction(operator, action));
  const call = { method: 'POST', path, body: { ...body, who: viewer.id } } as const;
  return follow(action, await done(operator, action, () => operations.call<T>(service, call)));
}

/**
 * Begins an action. That alone happens once under a key, so that each mutation of a request has one run, done or not:
 * a repeat meets its own beginning. One that failed is begun anew.
 */
async function begin(
  { run }: Operator,
  intent: Omit<Intent, 'id'>,
): Promise<{ action: OperatorAction; isNew: boolean }> {
  const id = newId();
  const { action } = await run(beginAction, { ...intent, id });
  if (action.id === id) return { action, isNew: true };
  if (action.state !== OperatorActionState.FAILED) return { action, isNew: false };
  return outsideTheKey(() => run(retryAction, { id: action.id }));
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
  return (await outsideTheKey(() => run(endAction, { id, outcome }))).action;
}
