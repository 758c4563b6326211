import type { MikroORM } from '@mikro-orm/postgresql';
import { payloadFault, readPayload, type TaskContract } from '@strata/basis-contract';
import { type Environment, newId, StrataError, type Viewer, withSpan } from '@strata/basis-core';
import { withTransaction } from '../database.ts';
import { kindOfError } from '../inbox/fault.ts';
import { type Emitting, inTransaction } from '../outbox/transaction.ts';
import type { Base, Unit } from '../parts.ts';
import { MAX_PAYLOAD_BYTES, type MessageHeaders } from '../queue/wire.ts';
import { meterTask } from '../telemetry/meters.ts';
import { TaskInterruptedError, unlessAborted } from './interrupted.ts';
import { endTask, readable, sqlOf, sqlWithin, type TaskEnd } from './rows.ts';
import type { AttemptPolicy, OutsideUnit, PlatformFailure, TaskDefinition, TaskUnit } from './task.ts';

/** What tasks are worked on with. */
export interface TaskParts extends Base {
  readonly orm: MikroORM;
  readonly emitting: Emitting;
  /** What the process was configured with. */
  readonly environment: Environment;
  /** Called after each commit that may have left something in the outbox. */
  wake(): void;
}

/** A task that this process holds the lease of. */
export interface ClaimedTask {
  readonly id: string;
  readonly input: object;
  readonly headers: MessageHeaders;
  /** 1 for the first. */
  readonly attempt: number;
  readonly deadlineAt: Date | null;
  /** Until the deadline, by the database's clock. */
  readonly remainingMs: number | null;
  readonly lease: string;
  /** Aborted, with a `TaskInterruptedError`, by whoever wants the attempt to end. */
  readonly interrupt: AbortController;
}

/** What became of an attempt. `retried`: it waits for the next one; `left`: others have it, or the process stops. */
export type AttemptEnd = TaskEnd['state'] | 'retried' | 'left';

/** What a timer can wait at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Makes one attempt at a claimed task, and leaves its row as it is to be. Throws only when the database does. */
export async function attemptTask(
  parts: TaskParts,
  definition: TaskDefinition,
  task: ClaimedTask,
): Promise<AttemptEnd> {
  const startedAt = performance.now();
  const end = await makeAttempt(parts, definition, task);
  meterTask(parts.service, definition.task.name, end, performance.now() - startedAt);
  return end;
}

async function makeAttempt(parts: TaskParts, definition: TaskDefinition, task: ClaimedTask): Promise<AttemptEnd> {
  const claimed: ClaimedTask = { ...task, input: readPayload(definition.task.input, task.input) as object };
  const fault = payloadFault(definition.task.input, claimed.input);
  if (fault !== undefined) return giveUp(parts, definition, claimed, 'INVALID_INPUT', fault);
  if (claimed.attempt > definition.policy.maxAttempts) {
    return giveUp(parts, definition, claimed, 'ATTEMPTS_EXHAUSTED');
  }
  const timers = limit(claimed, definition.policy);
  try {
    const end = await withSpan(
      `task ${definition.task.name}`,
      { 'strata.service': parts.service, 'strata.task.id': claimed.id, 'strata.task.attempt': claimed.attempt },
      () => carryOnce(parts, definition, claimed),
      { parent: claimed.headers.traceparent, kind: 'consumer' },
    );
    await parts.checkpoint('after the commit of a task');
    return end;
  } catch (error) {
    const { aborted, reason } = claimed.interrupt.signal;
    const why: unknown = aborted ? reason : error;
    if (why instanceof TaskInterruptedError) return interrupted(parts, definition, claimed, why);
    return retryLater(parts, definition, claimed, error);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function limit({ remainingMs, interrupt }: ClaimedTask, { timeoutMs }: AttemptPolicy): NodeJS.Timeout[] {
  const end = (why: 'timeout' | 'deadline', ms: number) =>
    setTimeout(() => interrupt.abort(new TaskInterruptedError(why)), Math.min(ms, MAX_TIMER_MS));
  const timers = [end('timeout', timeoutMs)];
  if (remainingMs !== null && remainingMs <= MAX_TIMER_MS) timers.push(end('deadline', remainingMs));
  return timers;
}

async function carryOnce(
  parts: TaskParts,
  { task, work }: TaskDefinition,
  claimed: ClaimedTask,
): Promise<'done' | 'failed'> {
  const { id, lease, input, interrupt } = claimed;
  const { signal } = interrupt;
  const origin = originOf(parts, task, claimed);
  const attempt = { attempt: claimed.attempt, idempotencyKey: id, signal, deadlineAt: claimed.deadlineAt };

  const committing = { emitting: parts.emitting, afterCommit: () => parts.wake() };
  const bound = boundTo(signal);
  const store = (settle: (unit: TaskUnit) => Promise<object>) =>
    inTransaction(
      parts.orm,
      origin,
      async (unit) => {
        const result = await bound.during(() => settle({ ...unit, ...attempt }));
        const end = endOf(task, result);
        await unit.em.flush();
        // Last, so that the task's row is locked only for as long as it takes to commit.
        if (!(await endTask(sqlWithin(unit.em), { id, lease, ...end }))) throw new TaskInterruptedError('lost');
        await parts.checkpoint('before the commit of a task');
        return end.state;
      },
      { ...committing, signal: bound.signal },
    );

  if (work.place === 'inside') return store((unit) => unlessAborted(signal, () => work.handle(input, unit)));
  const { now, requestId, logger } = origin;
  const { environment } = parts;
  const run: OutsideUnit['run'] = async (command, wanted) => {
    signal.throwIfAborted();
    const afresh = { ...origin, now: parts.clock.now() };
    return inTransaction(parts.orm, afresh, (unit) => command.execute(unit, wanted), committing);
  };
  const outside: OutsideUnit = { ...attempt, now, requestId, logger, environment, run };
  const result = await unlessAborted(signal, () => work.handle(input, outside));
  endOf(task, result);
  return store(async (unit) => {
    await work.record?.(result, input, unit);
    return result;
  });
}

/**
 * A signal that follows another while something is done, and not after that: to cancel a query that commits could hit
 * the next one of its connection.
 */
function boundTo(signal: AbortSignal): { signal: AbortSignal; during<T>(work: () => Promise<T>): Promise<T> } {
  const bound = new AbortController();
  const follow = () => bound.abort(signal.reason);
  return {
    signal: bound.signal,
    async during(work) {
      signal.throwIfAborted();
      signal.addEventListener('abort', follow, { once: true });
      try {
        return await work();
      } finally {
        signal.removeEventListener('abort', follow);
      }
    },
  };
}

function originOf(parts: TaskParts, task: TaskContract, { id, headers }: ClaimedTask): Omit<Unit, 'em' | 'emit'> {
  return {
    viewer: serviceViewer(parts.service),
    now: parts.clock.now(),
    requestId: headers.requestId ?? newId(),
    logger: parts.logger.child({ task: task.name, taskId: id }),
  };
}

/** The service itself, when it does what nobody is waiting for. */
export function serviceViewer(service: string): Viewer {
  return { kind: 'service', id: service, roles: [], attributes: {}, policy: { hash: '', grants: [] } };
}

/** What is stored of a handler's result. @throws when the contract knows no such end: then the handler is wrong */
function endOf(task: TaskContract, result: object): Pick<TaskEnd, 'output' | 'failure'> & { state: 'done' | 'failed' } {
  if (result !== null && typeof result === 'object' && 'failed' in result) {
    const failure = String(result.failed);
    if (task.failures.includes(failure)) return { state: 'failed', failure };
    throw new StrataError('UNDECLARED_FAILURE', `${task.name} declares no failure ${failure}.`, 500);
  }
  const fault = payloadFault(task.output, result) ?? sizeFault(result);
  if (fault === undefined) return { state: 'done', output: result };
  throw new StrataError('INVALID_OUTPUT', `The output of ${task.name} does not fit its contract: ${fault}`, 500);
}

function sizeFault(result: object): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  return bytes > MAX_PAYLOAD_BYTES ? `${bytes} bytes, ${MAX_PAYLOAD_BYTES} at most` : undefined;
}

async function interrupted(
  parts: TaskParts,
  definition: TaskDefinition,
  claimed: ClaimedTask,
  { why, message }: TaskInterruptedError,
): Promise<AttemptEnd> {
  switch (why) {
    case 'deadline':
      return end(parts, claimed, { state: 'expired' });
    case 'cancelled':
      return end(parts, claimed, { state: 'cancelled' });
    case 'timeout':
      return retryLater(parts, definition, claimed, new Error(message));
    case 'stopping':
      await releaseTask(parts, claimed, { pauseMs: 0, counts: false });
      return 'left';
    case 'lost':
      return 'left';
  }
}

function giveUp(
  parts: TaskParts,
  { task }: TaskDefinition,
  claimed: ClaimedTask,
  failure: PlatformFailure,
  error?: string,
): Promise<AttemptEnd> {
  parts.logger.error({ task: task.name, taskId: claimed.id, failure, err: error }, 'a task was given up');
  return end(parts, claimed, { state: 'failed', failure, ...(error === undefined ? {} : { error }) });
}

async function end(parts: TaskParts, { id, lease }: ClaimedTask, how: Omit<TaskEnd, 'id'>): Promise<AttemptEnd> {
  const ended = await withTransaction(parts.pool, (client) => endTask(sqlOf(client), { id, lease, ...how }));
  if (!ended) return 'left';
  parts.wake();
  return how.state;
}

async function retryLater(
  parts: TaskParts,
  definition: TaskDefinition,
  claimed: ClaimedTask,
  error: unknown,
): Promise<AttemptEnd> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { attempt, id } = claimed;
  // What the database is to blame for, or two transactions that met, is no failure of the task.
  const counts = kindOfError(error, { ours: false }) === 'fault';
  if (counts && attempt >= definition.policy.maxAttempts) {
    return giveUp(parts, definition, claimed, 'ATTEMPTS_EXHAUSTED', text);
  }
  const pauseMs = pauseAfter(attempt, definition.policy);
  parts.logger.warn({ err: error, task: definition.task.name, taskId: id, attempt, pauseMs }, 'a task failed');
  return (await releaseTask(parts, claimed, { pauseMs, counts, error: text })) ? 'retried' : 'left';
}

/** Exponential, between a half and the whole of it, so that what failed together does not return together. */
export function pauseAfter(attempt: number, { firstMs, factor, maxMs }: AttemptPolicy, random = Math.random): number {
  const whole = Math.min(maxMs, firstMs * factor ** (attempt - 1));
  return Math.round(whole * (0.5 + random() / 2));
}

/** Puts a task back that this process holds the lease of; `counts` says whether the attempt was one. */
export async function releaseTask(
  { pool }: TaskParts,
  { id, lease }: ClaimedTask,
  { pauseMs, counts, error }: { pauseMs: number; counts: boolean; error?: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update inbox.task set state = 'waiting', lease = null, lease_until = null, queued_at = null,
       due_at = clock_timestamp() + $3::float8 * interval '1 ms', attempts = attempts - $4::int,
       error = coalesce($5::text, error)
     where id = $1 and lease = $2 and state = 'running'`,
    [id, lease, pauseMs, counts ? 0 : 1, error === undefined ? null : readable(error)],
  );
  return rowCount === 1;
}
