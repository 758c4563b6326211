import type { QueryResultRow } from 'pg';
import { type Listener, tasksQueue } from '../queue/transport.ts';
import type { MessageHeaders } from '../queue/wire.ts';
import { type AttemptEnd, attemptTask, type ClaimedTask, releaseTask, type TaskParts } from './attempt.ts';
import { TaskInterruptedError } from './interrupted.ts';
import { FRESH, type TaskJob } from './queue.ts';
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
const LET_GO_PAUSE_MS = 200;
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
      await letGo(task);
    } finally {
      running.delete(task.lease);
      news.ended(end);
    }
  }

  /** The database is away. When it is back soon, nobody has to wait for the lease to run out. */
  async function letGo(task: ClaimedTask): Promise<void> {
    const until = performance.now() + leaseMs;
    while (!task.interrupt.signal.aborted && performance.now() < until) {
      await new Promise((resume) => setTimeout(resume, LET_GO_PAUSE_MS));
      const gone = releaseTask(parts, task, { pauseMs: 0, counts: false });
      if (await gone.then(() => true).catch(() => false)) return;
    }
  }

  async function look(): Promise<void> {
    if (running.size === 0) return;
    await renewLeases(parts, [...running.values()], leaseMs).catch((error) =>
      parts.logger.debug({ err: error }, 'leases of tasks could not be renewed'),
    );
  }

  return {
    get running() {
      return running.size;
    },
    start() {
      if (byVersion.size === 0) return;
      listener = parts.transport.listen(tasksQueue(parts.service), work, { concurrency });
      timer = setInterval(() => void look(), leaseMs / RENEWALS_PER_LEASE);
    },
    begin,
    look,
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

/** A task that was taken, and what carries it out. */
interface Claim {
  readonly task: ClaimedTask;
  readonly version: string;
}

interface ClaimedRow extends QueryResultRow {
  id: string;
  topic: string;
  schema_version: number;
  input: object;
  headers: MessageHeaders;
  attempts: number;
  lease: string;
  deadline_at: Date | null;
  remaining_ms: number | null;
}

/** What can be taken: what is due, by the database's clock, as all moments of tasks, and before its deadline. */
const CAN_BE_TAKEN = `not cancelling and due_at <= now() and (deadline_at is null or deadline_at > now())
  and topic || ' ' || schema_version = any($2)`;

const IN_NO_QUEUE = `id in (
  select id from inbox.task where ${FRESH} and ${CAN_BE_TAKEN} order by due_at limit $3 for update skip locked
)`;

/** Takes tasks, except those that somebody else has, that can't be taken, or that are of versions unknown here. */
async function claimTasks(
  { pool }: TaskParts,
  wanted: { which: string; value: string | number; versions: readonly string[]; leaseMs: number },
): Promise<Claim[]> {
  const { rows } = await pool.query<ClaimedRow>(
    `update inbox.task set state = 'running', attempts = attempts + 1, lease = gen_random_uuid(),
       lease_until = clock_timestamp() + $1::float8 * interval '1 ms'
     where ${wanted.which} and (state = 'waiting' or (state = 'running' and lease_until < now())) and ${CAN_BE_TAKEN}
     returning id, topic, schema_version, input, headers, attempts, lease, deadline_at,
       (extract(epoch from deadline_at - clock_timestamp()) * 1000)::float8 as remaining_ms`,
    [wanted.leaseMs, wanted.versions, wanted.value],
  );
  return rows.map(({ id, input, headers, lease, attempts: attempt, deadline_at: deadlineAt, ...row }) => ({
    task: {
      id,
      input,
      headers,
      attempt,
      deadlineAt,
      remainingMs: row.remaining_ms,
      lease,
      interrupt: new AbortController(),
    },
    version: versionOf(row.topic, row.schema_version),
  }));
}

/**
 * Holds on to what runs, and interrupts what is to end. A row that is locked is about to commit: it is passed over, or
 * this would wait for it.
 */
async function renewLeases({ pool }: TaskParts, tasks: readonly ClaimedTask[], leaseMs: number): Promise<void> {
  const { rows } = await pool.query<{ lease: string; cancelling: boolean }>(
    `with mine as (
       select id from inbox.task where id = any($1) and lease = any($2) for update skip locked
     ), renewed as (
       update inbox.task task set lease_until = clock_timestamp() + $3::float8 * interval '1 ms'
       from mine where mine.id = task.id
     )
     select lease, cancelling from inbox.task where id = any($1) and lease = any($2)`,
    [tasks.map(({ id }) => id), tasks.map(({ lease }) => lease), leaseMs],
  );
  const held = new Map(rows.map(({ lease, cancelling }) => [lease, cancelling]));
  for (const { lease, interrupt } of tasks) {
    const cancelling = held.get(lease);
    if (cancelling === undefined) interrupt.abort(new TaskInterruptedError('lost'));
    else if (cancelling) interrupt.abort(new TaskInterruptedError('cancelled'));
  }
}
