import { type Listener, tasksQueue } from '../queue/transport.ts';
import { type AttemptEnd, attemptTask, type ClaimedTask, type TaskParts } from './attempt.ts';
import { TaskInterruptedError } from './interrupted.ts';
import { type Claim, claimTasks, IN_NO_QUEUE, letGo, renewLeases } from './leases.ts';
import type { TaskJob } from './queue.ts';
import type { TaskDefinition } from './task.ts';
import { versionOf } from './task.ts';

/** Tasks that one process works on at a time. */
export const TASK_CONCURRENCY = 8;
/** The same where tasks have their effect outside: most of them wait for somebody else, and hold no transaction. */
const OUTSIDE_CONCURRENCY = 32;
/** A process that does not renew its lease for this long has died, as far as others are concerned. */
export const TASK_LEASE_MS = 10_000;
/** Several tries within a lease. */
const RENEWALS_PER_LEASE = 5;
/** What runs when the process stops may go on for this long; then it is left to others. */
const STOP_GRACE_MS = 5_000;

/** Works on tasks that are due: on those that it begins where they arrived, and on those of the tasks queue. */
export interface TaskRunner {
  readonly running: number;
  start(): void;
  /** Begins tasks that are due and in no queue, as many as this process is free for. @returns whether there may be more */
  begin(): Promise<boolean>;
  /** Looks at once whether one of those that run is to stop. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** What the runner tells of. */
export interface RunnerNews {
  started(attempt: number): void;
  ended(end: AttemptEnd): void;
}

/** A runner of the definitions' tasks. */
export function createTaskRunner(
  parts: TaskParts,
  definitions: readonly TaskDefinition[],
  { leaseMs = TASK_LEASE_MS, stopGraceMs = STOP_GRACE_MS, news }: RunnerOptions,
): TaskRunner {
  const byVersion = new Map(definitions.map((each) => [versionOf(each.task.name, each.task.version), each]));
  const running = new Map<string, ClaimedTask>();
  const versions = [...byVersion.keys()];
  const concurrency = definitions.some(({ work }) => work.place === 'outside') ? OUTSIDE_CONCURRENCY : TASK_CONCURRENCY;
  const begun = new Set<Promise<void>>();
  let listener: Listener | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function work(job: object): Promise<void> {
    const claims = await claimTasks(parts, { which: 'id = $3', value: (job as TaskJob).task, versions, leaseMs });
    await Promise.all(claims.map(attempt));
  }

  async function begin(): Promise<boolean> {
    const free = listener === undefined ? 0 : concurrency - running.size;
    if (free <= 0) return true;
    const claims = await claimTasks(parts, { which: IN_NO_QUEUE, value: free, versions, leaseMs });
    for (const claim of claims) {
      const attempted = attempt(claim).finally(() => begun.delete(attempted));
      begun.add(attempted);
    }
    return claims.length === free;
  }

  async function attempt({ task, version }: Claim): Promise<void> {
    const definition = byVersion.get(version);
    if (definition === undefined) return;
    running.set(task.lease, task);
    news.started(task.attempt);
    let end: AttemptEnd = 'left';
    try {
      end = await attemptTask(parts, definition, task);
    } catch (error) {
      parts.logger.warn({ err: error, taskId: task.id }, 'what became of a task could not be stored');
      await letGo(parts, task, leaseMs);
    } finally {
      running.delete(task.lease);
      news.ended(end);
    }
  }

  return {
    get running() {
      return running.size;
    },
    start() {
      if (byVersion.size === 0) return;
      listener = parts.transport.listen(tasksQueue(parts.service), work, { concurrency });
      timer = setInterval(() => void renewLeases(parts, [...running.values()], leaseMs), leaseMs / RENEWALS_PER_LEASE);
    },
    begin,
    look: () => renewLeases(parts, [...running.values()], leaseMs),
    async stop() {
      const leave = () => {
        for (const { interrupt } of running.values()) interrupt.abort(new TaskInterruptedError('stopping'));
      };
      const grace = setTimeout(leave, stopGraceMs);
      await Promise.all([listener?.close(), ...begun]);
      clearTimeout(grace);
      clearInterval(timer);
    },
  };
}

/** Who is told, and how patient the runner is. */
export interface RunnerOptions {
  news: RunnerNews;
  /** Default 10 s. */
  leaseMs?: number;
  /** Default 5 s. */
  stopGraceMs?: number;
}
