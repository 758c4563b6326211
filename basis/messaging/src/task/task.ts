import type { Fields, ShapeOf, TaskContract } from '@strata/basis-contract';
import type { Environment, Logger } from '@strata/basis-core';
import type { Command, Unit } from '../parts.ts';
import { checkRhythm, type Rhythm } from './rhythm.ts';

/** How an attempt at a task is bounded, and when the next one is made after it threw. */
export interface AttemptPolicy {
  /** An attempt that takes longer is abandoned and counts as failed. Default 30 s. */
  readonly timeoutMs: number;
  /** Then the task fails with `ATTEMPTS_EXHAUSTED`. Default: tried until its deadline, for ever without one. */
  readonly maxAttempts: number;
  /** The pause after the first failure, before jitter of a half to the whole of it. Default 200 ms. */
  readonly firstMs: number;
  /** By how much each pause is longer than the one before it. Default 2. */
  readonly factor: number;
  /** The longest pause. Default one minute. */
  readonly maxMs: number;
}

const DEFAULT_POLICY: AttemptPolicy = {
  timeoutMs: 30_000,
  maxAttempts: Number.POSITIVE_INFINITY,
  firstMs: 200,
  factor: 2,
  maxMs: 60_000,
};

/** The task will not be done, for a reason that its contract declares. */
export interface Failed<Failure extends string = string> {
  readonly failed: Failure;
}

/** Why a task failed that its contract knows nothing of. */
export type PlatformFailure = 'ATTEMPTS_EXHAUSTED' | 'INVALID_INPUT' | 'CANCELLED' | 'DEADLINE';

interface Attempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** The task's id: the same in every attempt, for whatever outside may be asked twice. */
  readonly idempotencyKey: string;
  /** Aborted when time is up, the asker cancelled, or the process stops. */
  readonly signal: AbortSignal;
  readonly deadlineAt: Date | null;
}

/** What a task is carried out with, inside the transaction that also stores its outcome. */
export interface TaskUnit extends Unit, Attempt {}

/** What a task is carried out with outside of any transaction. */
export interface OutsideUnit extends Attempt {
  readonly now: Date;
  readonly requestId: string;
  readonly logger: Logger;
  /** What the process was configured with. */
  readonly environment: Environment;
  /**
   * Carries a command out in a transaction of its own, which stays whatever becomes of the attempt: for what has to be
   * written down before something is asked of the outside, or once it has answered. Rejects when the attempt is over.
   */
  run<Input, Output>(command: Command<Input, Output>, input: Input): Promise<Output>;
}

/** What an outcome is taken in with. */
export interface OutcomeUnit extends Unit {
  readonly taskId: string;
  /** The aggregate on whose behalf the task was asked for. */
  readonly aggregateId: string;
}

interface Inside {
  readonly place: 'inside';
  handle(input: object, unit: TaskUnit): Promise<object>;
}

interface Outside {
  readonly place: 'outside';
  handle(input: object, unit: OutsideUnit): Promise<object>;
  record?(result: object, input: object, unit: TaskUnit): Promise<void>;
}

/** A task that this service carries out, for its manifest. */
export interface TaskDefinition {
  readonly kind: 'task';
  readonly task: TaskContract;
  readonly policy: AttemptPolicy;
  readonly work: Inside | Outside;
}

/** What this service does when a task that it asked for has ended, for its manifest. */
export interface OutcomeDefinition {
  readonly kind: 'outcome';
  readonly task: TaskContract;
  done(output: object, input: object, unit: OutcomeUnit): Promise<void>;
  failed(why: string, input: object, unit: OutcomeUnit): Promise<void>;
  expired?(input: object, unit: OutcomeUnit): Promise<void>;
}

/** A task of its own that this service does again and again, for its manifest. */
export interface ScheduleDefinition {
  readonly kind: 'schedule';
  readonly name: string;
  readonly rhythm: Rhythm;
  readonly task: TaskContract;
  readonly input: object;
}

type Contract<I extends Fields, O extends Fields, F extends string> = TaskContract<string, I, O, F>;
type Result<O extends Fields, F extends string> = ShapeOf<O> | Failed<F>;

/**
 * Carries a task out in one transaction: what `handle` changes and emits, and the task's outcome, are committed
 * together, once, whatever process dies when. Whatever it throws rolls all of it back and is tried again later; a
 * declared failure is an end like any other, and what was changed beside it is committed.
 *
 * @param handle returns the output, or `{ failed }` with one of the contract's failures. Effects outside the database
 *   do not belong here: see `carryOutOutside`.
 * @example carryOut(reserve, async ({ orderId }, { em }) => {
 *   const stock = await em.findOneOrFail(Stock, orderId);
 *   return stock.take() ? { reservation: stock.id } : { failed: 'OUT_OF_STOCK' };
 * });
 */
export function carryOut<I extends Fields, O extends Fields, F extends string>(
  task: Contract<I, O, F>,
  handle: (input: ShapeOf<I>, unit: TaskUnit) => Promise<Result<O, F>>,
  options: Partial<AttemptPolicy> = {},
): TaskDefinition {
  const work: Inside = { place: 'inside', handle: (input, unit) => handle(input as ShapeOf<I>, unit) };
  return { kind: 'task', task: checked(task), policy: { ...DEFAULT_POLICY, ...options }, work };
}

/** How a task with an effect outside is carried out. */
export interface OutsideOptions<I extends Fields, O extends Fields, F extends string> extends Partial<AttemptPolicy> {
  /** Called in the transaction that stores what came of it: the place to write it down here too. */
  readonly record?: (result: Result<O, F>, input: ShapeOf<I>, unit: TaskUnit) => Promise<void>;
}

/**
 * Carries out a task whose effect lies outside the database, such as charging a card. `handle` runs in no
 * transaction; afterwards one stores what it returned. A process that dies in between leaves the effect without its
 * record, and another repeats it with the same `idempotencyKey`: it takes effect once as far as whoever is called
 * honours that key. The same goes for an attempt that was abandoned, or cancelled, or overtaken by its deadline.
 *
 * @example carryOutOutside(authorise, async ({ amount }, { idempotencyKey, signal }) =>
 *   ({ reference: await provider.authorise(amount, { idempotencyKey, signal }) }));
 */
export function carryOutOutside<I extends Fields, O extends Fields, F extends string>(
  task: Contract<I, O, F>,
  handle: (input: ShapeOf<I>, unit: OutsideUnit) => Promise<Result<O, F>>,
  { record, ...options }: OutsideOptions<I, O, F> = {},
): TaskDefinition {
  const work: Outside = {
    place: 'outside',
    handle: (input, unit) => handle(input as ShapeOf<I>, unit),
    ...(record === undefined
      ? {}
      : { record: (result, input, unit) => record(result as Result<O, F>, input as ShapeOf<I>, unit) }),
  };
  return { kind: 'task', task: checked(task), policy: { ...DEFAULT_POLICY, ...options }, work };
}

/** What to do with each way in which a task can end. Each runs in the transaction that takes the outcome in. */
export interface OutcomeHandlers<I extends Fields, O extends Fields, F extends string> {
  done(output: ShapeOf<O>, input: ShapeOf<I>, unit: OutcomeUnit): Promise<void>;
  /** Also for what the platform gave up: no more attempts, an input that does not fit, cancelled. */
  failed(why: F | PlatformFailure, input: ShapeOf<I>, unit: OutcomeUnit): Promise<void>;
  /** Its deadline passed. Default: `failed` with `DEADLINE`. */
  expired?(input: ShapeOf<I>, unit: OutcomeUnit): Promise<void>;
}

/**
 * Takes in what became of a task that this service asked for: once, whatever arrives twice or too late.
 *
 * @example onOutcome(authorise, {
 *   done: async ({ reference }, { paymentId }, { em }) => (await em.findOneOrFail(Payment, paymentId)).authorised(reference),
 *   failed: async (why, { paymentId }, { em }) => (await em.findOneOrFail(Payment, paymentId)).refused(why),
 * });
 */
export function onOutcome<I extends Fields, O extends Fields, F extends string>(
  task: Contract<I, O, F>,
  { done, failed, expired }: OutcomeHandlers<I, O, F>,
): OutcomeDefinition {
  return {
    kind: 'outcome',
    task,
    done: (output, input, unit) => done(output as ShapeOf<O>, input as ShapeOf<I>, unit),
    failed: (why, input, unit) => failed(why as F, input as ShapeOf<I>, unit),
    ...(expired === undefined ? {} : { expired: (input, unit) => expired(input as ShapeOf<I>, unit) }),
  };
}

/**
 * Has a task of this service carried out again and again, whatever processes it has: once each time. Times that were
 * missed while the service was down, or while the time before was still being worked on, become one.
 *
 * @param name unique in its service; another name is another schedule
 * @param rhythm `cron` with five fields, or six with seconds, in `timezone` (default UTC); or a period from the start
 * @throws TypeError for a rhythm that there is not
 * @example every('nightly clean-up', { cron: '0 3 * * *', timezone: 'Europe/Prague' }, cleanUp, { days: 30 });
 */
export function every<I extends Fields, O extends Fields, F extends string>(
  name: string,
  rhythm: Rhythm,
  task: Contract<I, O, F>,
  input: ShapeOf<I>,
): ScheduleDefinition {
  checkRhythm(name, rhythm);
  return { kind: 'schedule', name, rhythm, task, input };
}

/** `failed` says that a task failed: no output may have a field of that name. */
function checked<I extends Fields, O extends Fields, F extends string>(task: Contract<I, O, F>): Contract<I, O, F> {
  if ('failed' in task.output) throw new TypeError(`The output of ${task.name} has a field "failed", which is taken.`);
  return task;
}

/** A contract's topic and version as one word: what a process knows how to carry out. */
export const versionOf = (topic: string, schemaVersion: number) => `${topic} ${schemaVersion}`;
