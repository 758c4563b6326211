import type { Pool, PoolClient } from 'pg';
import { DAYS_AHEAD } from '../publication/triggers.ts';

/** A key of PostgreSQL's advisory locks: of several processes one looks after the outbox. */
const MAINTENANCE_LOCK = 7_283_114_008;
/** How long what everybody has acknowledged is kept, to be looked at, and for a consumer that is restored from a backup. */
export const KEPT_DAYS = 7;
/** Rows of one DELETE. */
const TRIMMED_AT_ONCE = 10_000;

/** How long an outbox keeps what, and how far ahead it is prepared. */
export interface MaintenanceOptions {
  /** Days of acknowledged messages that are kept, beside today. Default `KEPT_DAYS`. */
  keptDays?: number;
  /** Days that are made ahead, beside today. Default `DAYS_AHEAD`. */
  daysAhead?: number;
}

/** The state of an outbox, for metrics and alarms. */
export interface OutboxFacts {
  /** Days behind today for which there is a partition: below three, somebody must act, for at none nothing commits. */
  readonly daysAhead: number;
  /** All that the outbox holds on disk. */
  readonly bytes: number;
  /** The oldest day that is kept, as `2026-11-23`; null when there is none. */
  readonly oldestDay: string | null;
  /** Days that were dropped now. */
  readonly dropped: readonly string[];
  /** Days that are older than they need be and wait for a consumer. */
  readonly held: readonly string[];
}

/**
 * Makes the days of an outbox ahead, and drops those that are old and acknowledged by every active consumer. To be
 * called now and then, by every process: one does it, the others only look.
 *
 * @param pool connections outside any transaction
 */
export async function maintainOutbox(
  pool: Pool,
  { keptDays = KEPT_DAYS, daysAhead = DAYS_AHEAD }: MaintenanceOptions = {},
): Promise<OutboxFacts> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('select outbox.make_days($1)', [daysAhead]);
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
      MAINTENANCE_LOCK,
    ]);
    const done = rows[0]?.mine ? await trimmed(client, keptDays) : { dropped: [], held: [] };
    return { ...(await factsOf(client)), ...done };
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // A connection that failed half-way may still hold the lock.
    await client.query('select pg_advisory_unlock_all()').catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

async function trimmed(client: PoolClient, keptDays: number): Promise<Pick<OutboxFacts, 'dropped' | 'held'>> {
  await finishDetaching(client);
  const dropped: string[] = [];
  const held: string[] = [];
  for (const { day, name } of await oldDays(client, keptDays)) {
    // A day that is held keeps the later ones: what is behind it is read in order.
    if (held.length > 0 || !(await isAcknowledged(client, name))) {
      held.push(day);
      continue;
    }
    await client.query(`alter table outbox.message detach partition outbox."${name}" concurrently`);
    await client.query(`drop table outbox."${name}"`);
    dropped.push(day);
  }
  await trimTicks(client, keptDays);
  return { dropped, held };
}

/** What a process that was killed left: a partition half detached, or one that nobody dropped. */
async function finishDetaching(client: PoolClient): Promise<void> {
  const found = await client.query<{ name: string; pending: boolean | null }>(
    `select class.relname as name, link.inhdetachpending as pending from pg_class class
     left join pg_inherits link on link.inhrelid = class.oid
     where class.relnamespace = 'outbox'::regnamespace and class.relkind = 'r' and class.relname ~ '^message_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
       and (link.inhdetachpending or link.inhrelid is null)`,
  );
  for (const { name, pending } of found.rows) {
    if (pending) await client.query(`alter table outbox.message detach partition outbox."${name}" finalize`);
    await client.query(`drop table outbox."${name}"`);
  }
}

interface Day {
  day: string;
  name: string;
}

/** Partitions that are older than they need be, oldest first. */
async function oldDays(client: PoolClient, keptDays: number): Promise<Day[]> {
  const { rows } = await client.query<Day>(
    `select day::text, name from (${DAYS}) days where day < (now() at time zone 'UTC')::date - $1::int order by day`,
    [keptDays],
  );
  return rows;
}

const DAYS = `select class.relname as name, to_date(right(class.relname, 10), 'YYYY_MM_DD') as day, class.oid
  from pg_inherits link join pg_class class on class.oid = link.inhrelid
  where link.inhparent = 'outbox.message'::regclass and not link.inhdetachpending`;

/**
 * The last tick up to which every active consumer has all that it is sent. A stream that is acknowledged to its end has
 * everything up to the last tick; another one, what came before the tick that its acknowledgement lies in.
 */
const FLOOR = `select least((select max(tick) from outbox.tick), (select min(stream.ack_tick) - 1
    from outbox.stream stream join outbox.consumer consumer on consumer.name = stream.consumer
    where consumer.state = 'active' and (stream.ack_tick, stream.ack_id) < (stream.end_tick, stream.end_id)))`;

/** Whether a day can go: each of its rows was visible to the tick up to which all is acknowledged. */
async function isAcknowledged(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ acknowledged: boolean }>(
    `select exists (select from outbox.tick where tick = (${FLOOR})) and not exists (
       select from outbox."${name}" message, outbox.tick floor where floor.tick = (${FLOOR})
         and message.xid >= pg_snapshot_xmin(floor.snapshot) and not pg_visible_in_snapshot(message.xid, floor.snapshot)) as acknowledged`,
  );
  return rows[0]?.acknowledged === true;
}

/** A tick is kept as long as messages of it are, and the one before it, from which on it is read. */
async function trimTicks(client: PoolClient, keptDays: number): Promise<void> {
  const oldest = `coalesce((select min(day) from (${DAYS}) days)::timestamp at time zone 'UTC', now())`;
  const last = `(select max(tick) from outbox.tick where at < least(now() - make_interval(days => $1), ${oldest}))`;
  for (let gone = TRIMMED_AT_ONCE; gone === TRIMMED_AT_ONCE; ) {
    const deleted = await client.query(
      `delete from outbox.tick where tick in (
         select tick from outbox.tick where tick < (${FLOOR}) and tick < ${last} order by tick limit ${TRIMMED_AT_ONCE})`,
      [keptDays],
    );
    gone = deleted.rowCount ?? 0;
  }
}

async function factsOf(client: PoolClient): Promise<Pick<OutboxFacts, 'daysAhead' | 'bytes' | 'oldestDay'>> {
  const { rows } = await client.query<{ ahead: number; bytes: string; oldest: string | null }>(
    `select coalesce(max(day) - (now() at time zone 'UTC')::date, -1) as ahead, min(day)::text as oldest,
       coalesce(sum(pg_total_relation_size(oid)), 0) + pg_total_relation_size('outbox.tick') as bytes from (${DAYS}) days`,
  );
  const { ahead = -1, bytes = '0', oldest = null } = rows[0] ?? {};
  return { daysAhead: ahead, bytes: Number(bytes), oldestDay: oldest };
}
