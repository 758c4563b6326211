import type { Pool } from 'pg';
import { withTransaction } from '../database.ts';
import { FRESH, KNOWN, LOST } from './queue.ts';
import { endTask, sqlOf, type TaskEnd } from './rows.ts';

/** Tasks that are ended by one transaction. */
const ENDED_AT_ONCE = 100;
/** How long what became of a task is kept; its key is remembered for as long. */
const TASK_RETENTION_DAYS = 30;
const PURGED_AT_ONCE = 1_000;

const OVERDUE = `(state = 'waiting' and deadline_at <= now())
  or (state = 'running' and lease_until < now() and (cancelling or deadline_at <= now()))`;

/** What there is to do about tasks: in how many milliseconds the next of each kind is, 0 or less for now; null for none. */
export interface TaskOutlook {
  /** To be put into the queue. */
  readonly fresh: number | null;
  /** Of what waits here: to be ended. */
  readonly deadline: number | null;
  /** To be made. */
  readonly schedule: number | null;
  /** Asked of others: to be settled. */
  readonly expiry: number | null;
  /** To be put into the queue again, and to be ended. */
  readonly lost: boolean;
  readonly overdue: boolean;
}

/** What a service looks for. */
export interface TaskInterests {
  /** `topic version` of what it carries out, and of what it asks others for. */
  readonly versions: readonly string[];
  readonly asked: readonly string[];
  readonly schedules: readonly string[];
  /** How long after its deadline an outcome is still waited for. */
  readonly graceMs: number;
}

const UNTIL = (moment: string) => `(extract(epoch from ${moment} - clock_timestamp()) * 1000)::float8`;
const LOOK = `select
  (select ${UNTIL('min(due_at)')} from inbox.task where ${FRESH} and ${KNOWN}) as fresh,
  (select ${UNTIL('min(deadline_at)')} from inbox.task
    where state = 'waiting' and deadline_at is not null) as deadline,
  (select ${UNTIL('min(next_at)')} from inbox.schedule where name = any($3)) as schedule,
  (select ${UNTIL('min(deadline_at)')} + $4::float8 from outbox.asked
    where outcome is null and deadline_at is not null and topic || ' ' || schema_version = any($2)) as expiry,
  exists (select from inbox.task where ${LOST} and due_at <= now() and ${KNOWN}) as lost,
  exists (select from inbox.task where ${OVERDUE}) as overdue`;

/** Looks at all of it at once: nearly always there is nothing to do. */
export async function lookAhead(pool: Pool, given: TaskInterests): Promise<TaskOutlook> {
  const { rows } = await pool.query<TaskOutlook>({
    name: 'tasks look ahead',
    text: LOOK,
    values: [given.versions, given.asked, given.schedules, given.graceMs],
  });
  if (rows[0] === undefined) throw new Error('A look at the tasks returned nothing.');
  return rows[0];
}

/**
 * Ends tasks whose deadline has passed before they were begun, and those whose process died when they were to stop.
 *
 * @returns how many, and in how many milliseconds the next deadline is
 */
export async function endOverdue(pool: Pool): Promise<{ ended: TaskEnd['state'][]; nextMs: number | undefined }> {
  const ended = await withTransaction(pool, async (client) => {
    const { rows } = await client.query<Pick<TaskEnd, 'id' | 'state'>>(
      `select id, case when cancelling then 'cancelled' else 'expired' end as state from inbox.task
       where ${OVERDUE} order by id limit $1 for update skip locked`,
      [ENDED_AT_ONCE],
    );
    for (const row of rows) await endTask(sqlOf(client), row);
    return rows.map(({ state }) => state);
  });
  if (ended.length === ENDED_AT_ONCE) return { ended, nextMs: 0 };
  const { rows } = await pool.query<{ ms: number | null }>(
    `select (extract(epoch from min(deadline_at) - clock_timestamp()) * 1000)::float8 as ms
     from inbox.task where state = 'waiting' and deadline_at > now()`,
  );
  return { ended, nextMs: rows[0]?.ms ?? undefined };
}

/** Forgets tasks, asked for here or there, that ended long ago. @returns whether there may be more */
export async function purgeEnded(pool: Pool): Promise<boolean> {
  const old = `now() - interval '${TASK_RETENTION_DAYS} days'`;
  const tasks = await pool.query(
    `delete from inbox.task where id in (select id from inbox.task where ended_at < ${old} limit ${PURGED_AT_ONCE})`,
  );
  const asked = await pool.query(
    `delete from outbox.asked
     where id in (select id from outbox.asked where settled_at < ${old} limit ${PURGED_AT_ONCE})`,
  );
  return tasks.rowCount === PURGED_AT_ONCE || asked.rowCount === PURGED_AT_ONCE;
}
