import type { Pool } from 'pg';
import { withTransaction } from './database.ts';
import { endTask, sqlOf, type TaskEnd } from './task-rows.ts';

/** Tasks that are ended by one transaction. */
const ENDED_AT_ONCE = 100;
/** How long what became of a task is kept; its key is remembered for as long. */
const TASK_RETENTION_DAYS = 30;
const PURGED_AT_ONCE = 1_000;

/**
 * Ends tasks whose deadline has passed before they were begun, and those whose process died when they were to stop.
 *
 * @returns how many, and in how many milliseconds the next deadline is
 */
export async function endOverdue(pool: Pool): Promise<{ ended: TaskEnd['state'][]; nextMs: number | undefined }> {
  const ended = await withTransaction(pool, async (client) => {
    const { rows } = await client.query<Pick<TaskEnd, 'id' | 'state'>>(
      `select id, case when cancelling then 'cancelled' else 'expired' end as state from inbox.task
       where (state = 'waiting' and deadline_at <= now())
         or (state = 'running' and lease_until < now() and (cancelling or deadline_at <= now()))
       order by id limit $1 for update skip locked`,
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
