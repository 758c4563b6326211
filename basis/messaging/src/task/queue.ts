import { randomBytes } from 'node:crypto';
import type { Base } from '../parts.ts';
import { tasksQueue } from '../queue/transport.ts';

/** Tasks that are put into the queue by one statement. */
const QUEUED_AT_ONCE = 500;
/** A task that was queued, and was not begun after this long, may have been lost with the queue. */
const LOST_AFTER_MS = 2_000;
/** What may be lost is queued again as long as fewer jobs than this wait: it may as well still be among them. */
const MAX_WAITING = 1_000;
/** While there is more to queue again. */
const REQUEUE_PAUSE_MS = 200;

/** What a job of the tasks queue says: have a look at this one. The row is the truth. */
export interface TaskJob {
  readonly task: string;
}

/** Puts tasks that are due into the queue by which this service's processes share them. */
export interface TaskQueue {
  /** Those that are in it not yet, and are not begun here. @returns in how many milliseconds the next one is due, if any is */
  queueDue(): Promise<number | undefined>;
  /** Those that may have been lost: with a wiped queue, or with a process that died. */
  queueLost(): Promise<number | undefined>;
}

/**
 * The queue of a service's tasks.
 *
 * @param versions what its processes can carry out: `topic version`
 * @param begin begins those that this process is free for, and says whether there may be more
 */
export function createTaskQueue(
  { pool, service, transport }: Base,
  versions: readonly string[],
  begin: () => Promise<boolean>,
): TaskQueue {
  const queue = tasksQueue(service);

  async function put(which: string, limit: number): Promise<number> {
    const { rows } = await pool.query<{ id: string; attempts: number }>(
      `update inbox.task set queued_at = clock_timestamp() where id in (
         select id from inbox.task where ${which} and due_at <= now() and ${KNOWN} order by due_at
         limit $2 for update skip locked
       ) returning id, attempts`,
      [versions, limit],
    );
    if (rows.length === 0) return 0;
    try {
      await transport.send(queue, rows.map(jobOf));
    } catch (error) {
      await pool.query('update inbox.task set queued_at = null where id = any($1)', [rows.map(({ id }) => id)]);
      throw error;
    }
    return rows.length;
  }

  return {
    async queueDue() {
      if (await begin()) while ((await put(FRESH, QUEUED_AT_ONCE)) === QUEUED_AT_ONCE);
      const { rows } = await pool.query<{ ms: number | null }>(
        `select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms
         from inbox.task where ${FRESH} and due_at > now() and ${KNOWN}`,
        [versions],
      );
      return rows[0]?.ms ?? undefined;
    },
    async queueLost() {
      const room = Math.min(MAX_WAITING - (await transport.waiting(queue)), QUEUED_AT_ONCE);
      if (room <= 0) return undefined;
      return (await put(LOST, room)) === room ? REQUEUE_PAUSE_MS : undefined;
    },
  };
}

/** A condition on tasks: that they are of the versions in `$1`. */
export const KNOWN = `topic || ' ' || schema_version = any($1)`;
/** That they are in no queue yet. */
export const FRESH = `state = 'waiting' and queued_at is null`;
/**
 * That they were in the queue for so long that they may be lost. One that runs is not always noted as queued: a send
 * that failed may have arrived, and a second job of a task may have begun it.
 */
export const LOST = `(state = 'waiting' and queued_at < now() - interval '${LOST_AFTER_MS} ms' or state = 'running'
  and lease_until < now() and coalesce(queued_at, '-infinity') < now() - interval '${LOST_AFTER_MS} ms')`;

/** A job's id is never used twice: a queue may ignore the second. */
function jobOf({ id, attempts }: { id: string; attempts: number }) {
  const data: TaskJob = { task: id };
  return { id: `${id}-${attempts + 1}-${randomBytes(4).toString('hex')}`, data };
}
