import type { AggregateRef, Fields, ShapeOf, TaskContract } from '@strata/basis-contract';
import { newId, StrataError, type Viewer } from '@strata/basis-core';
import { inTransaction } from '../outbox/transaction.ts';
import { serviceViewer, type TaskParts } from './attempt.ts';
import type { Failed, PlatformFailure } from './task.ts';

/** How often it is looked whether another process of this service has taken the outcome in. */
const POLL_MS = 50;
/** This process is about to commit it. */
const QUICK_POLL_MS = 2;
const QUICK_POLLS = 10;

/** How long somebody waits, and on whose behalf. */
export interface RequestOptions {
  /** Also the task's deadline: whoever is asked does not begin it later. */
  readonly timeoutMs: number;
  readonly requestId?: string;
  /** Default: the service itself. */
  readonly viewer?: Viewer;
}

/** What came of a request. */
export type Reply<O extends Fields, F extends string> = { readonly done: ShapeOf<O> } | Failed<F | PlatformFailure>;

/** Asks for tasks and waits for what becomes of them. */
export interface Requests {
  /**
   * Emits the task in a transaction of its own, and waits for its outcome.
   *
   * @throws StrataError `TASK_TIMEOUT` (504) when there is none in time; the task may still be done, and its outcome is
   *   then taken in as that of any other
   */
  request<I extends Fields, O extends Fields, F extends string>(
    task: TaskContract<string, I, O, F>,
    aggregate: AggregateRef,
    input: ShapeOf<I>,
    options: RequestOptions,
  ): Promise<Reply<O, F>>;
  /** This process took the outcome in, or is about to. */
  tookIn(id: string): void;
  stop(): void;
}

interface Settled {
  id: string;
  outcome: string;
  output: object | null;
  failure: string | null;
}

interface Waiter {
  resolve(settled: Settled): void;
  reject(error: Error): void;
}

/** The requests of a process. */
export function createRequests(parts: TaskParts): Requests {
  const waiting = new Map<string, Waiter>();
  const poll = createPoll(parts, waiting);

  function wait(id: string, task: string, timeoutMs: number): Promise<Settled> {
    const { promise, resolve, reject } = Promise.withResolvers<Settled>();
    const late = setTimeout(() => reject(timedOut(task, timeoutMs)), timeoutMs);
    waiting.set(id, { resolve, reject });
    return promise.finally(() => {
      clearTimeout(late);
      waiting.delete(id);
    });
  }

  return {
    async request<I extends Fields, O extends Fields, F extends string>(
      task: TaskContract<string, I, O, F>,
      aggregate: AggregateRef,
      input: ShapeOf<I>,
      { timeoutMs, requestId = newId(), viewer = serviceViewer(parts.service) }: RequestOptions,
    ): Promise<Reply<O, F>> {
      const id = newId();
      const outcome = wait(id, task.name, timeoutMs);
      outcome.catch(() => undefined); // it may time out while this is still asking
      const origin = { viewer, now: parts.clock.now(), requestId, logger: parts.logger };
      const emission = { contract: task, aggregate, payload: input, options: { deadlineMs: timeoutMs }, id };
      try {
        await inTransaction(parts.orm, origin, async ({ emit }) => emit(emission), {
          emitting: parts.emitting,
          afterCommit: () => parts.wake(),
        });
      } catch (error) {
        waiting.get(id)?.reject(error as Error);
        throw error;
      }
      poll.soon();
      return replyOf(task.name, timeoutMs, await outcome) as Reply<O, F>;
    },
    tookIn(id) {
      if (waiting.has(id)) poll.atOnce();
    },
    stop() {
      poll.stop();
      for (const { reject } of waiting.values()) reject(new StrataError('STOPPING', 'This process stops.', 503));
    },
  };
}

/** Looks what became of those that are waited for, as long as there are any. */
function createPoll(parts: TaskParts, waiting: ReadonlyMap<string, Waiter>) {
  let timer: NodeJS.Timeout | undefined;
  let timedAt = 0;
  let quick = 0;
  let polling = false;

  async function poll(): Promise<void> {
    timer = undefined;
    polling = true;
    try {
      for (const settled of await settledOf(parts, [...waiting.keys()])) waiting.get(settled.id)?.resolve(settled);
    } catch (error) {
      parts.logger.debug({ err: error }, 'it could not be looked what became of tasks');
    }
    polling = false;
    quick = Math.max(0, quick - 1);
    pollIn(quick > 0 ? QUICK_POLL_MS : POLL_MS);
  }

  function pollIn(ms: number): void {
    const at = performance.now() + ms;
    if (waiting.size === 0 || polling || (timer !== undefined && timedAt <= at)) return;
    clearTimeout(timer);
    timedAt = at;
    timer = setTimeout(() => void poll(), ms);
  }

  return {
    soon: () => pollIn(POLL_MS),
    atOnce() {
      quick = QUICK_POLLS;
      pollIn(QUICK_POLL_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

async function settledOf({ pool }: TaskParts, ids: readonly string[]): Promise<Settled[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<Settled>(
    'select id, outcome, output, failure from outbox.asked where id = any($1) and outcome is not null',
    [ids],
  );
  return rows;
}

function replyOf(task: string, timeoutMs: number, { outcome, output, failure }: Settled): object {
  if (outcome === 'done') return { done: output ?? {} };
  if (outcome === 'expired') throw timedOut(task, timeoutMs);
  return { failed: outcome === 'cancelled' ? 'CANCELLED' : (failure ?? 'ATTEMPTS_EXHAUSTED') };
}

function timedOut(task: string, timeoutMs: number): StrataError {
  return new StrataError('TASK_TIMEOUT', `${task} was not done within ${timeoutMs} ms.`, 504);
}
