import type { QueryResultRow } from 'pg';
import type { MessageHeaders } from '../queue/wire.ts';
import { type ClaimedTask, releaseTask, type TaskParts } from './attempt.ts';
import { TaskInterruptedError } from './interrupted.ts';
import { FRESH } from './queue.ts';
import { versionOf } from './task.ts';

const LET_GO_PAUSE_MS = 200;

/** The database is away. When it is back soon, nobody has to wait for the lease to run out. */
export async function letGo(parts: TaskParts, task: ClaimedTask, leaseMs: number): Promise<void> {
  const until = performance.now() + leaseMs;
  while (!task.interrupt.signal.aborted && performance.now() < until) {
    await new Promise((resume) => setTimeout(resume, LET_GO_PAUSE_MS));
    const gone = releaseTask(parts, task, { pauseMs: 0, counts: false });
    if (await gone.then(() => true).catch(() => false)) return;
  }
}

/** A task that was taken, and what carries it out. */
export interface Claim {
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

/** Which: as many as `$3` says of those that are in no queue. */
export const IN_NO_QUEUE = `id in (
  select id from inbox.task where ${FRESH} and ${CAN_BE_TAKEN} order by due_at limit $3 for update skip locked
)`;

/** Takes tasks, except those that somebody else has, that can't be taken, or that are of versions unknown here. */
export async function claimTasks(
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

/** Holds on to what runs; a lease that could not be renewed this time may be the next. */
export async function renewLeases(parts: TaskParts, tasks: readonly ClaimedTask[], leaseMs: number): Promise<void> {
  if (tasks.length === 0) return;
  await renew(parts, tasks, leaseMs).catch((error) =>
    parts.logger.debug({ err: error }, 'leases of tasks could not be renewed'),
  );
}

/**
 * Renews, and interrupts what is to end. A row that is locked is about to commit: it is passed over, or
 * this would wait for it.
 */
async function renew({ pool }: TaskParts, tasks: readonly ClaimedTask[], leaseMs: number): Promise<void> {
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
