import type { Pool } from 'pg';

/** What a service's messaging tables say beside `OutboxStatus`: counts, and ages in seconds. */
export interface MessagingState {
  cursors: { source: string; part: number; sinceSeconds: number }[];
  deadLetters: { source: string; reason: string; state: string; messages: number; aggregates: number }[];
  /** Those that are open, and those that ended within the last hour. */
  tasks: { topic: string; state: string; tasks: number; overdueSeconds: number }[];
  /** What this service asked others for and that has no outcome yet. */
  asked: { topic: string; open: number; oldestSeconds: number }[];
  replicas: { entity: string; source: string; state: string; generation: number; done: number; total: number | null }[];
  /** How far ahead days are made that messages can be written to. */
  daysAhead: number;
  /** Of the transactions in this database that its role may see, the one that has been open longest. */
  oldestTransactionSeconds: number;
}

/** How long ended tasks are counted: long enough for an alarm to see that many failed. */
const ENDED_TASKS = '1 hour';

/** Reads all of it in one statement. @throws what pg throws when the database is out of reach */
export async function readMessagingState(pool: Pick<Pool, 'query'>): Promise<MessagingState> {
  const { rows } = await pool.query<{ state: MessagingState }>(STATE);
  const state = rows[0]?.state;
  if (state === undefined) throw new Error('the state of messaging is one row');
  return state;
}

const listOf = (select: string) => `(select coalesce(json_agg(row_to_json(listed)), '[]') from (${select}) listed)`;
const seconds = (moment: string) => `round(extract(epoch from clock_timestamp() - ${moment})::numeric, 3)::float8`;

const CURSORS = `select source, part, ${seconds('at')} as "sinceSeconds" from inbox.cursor order by source, part`;

const DEAD_LETTERS = `select source, reason, state, count(*)::int as messages, count(distinct aggregate_id)::int as aggregates
  from inbox.dead_letter where state in ('failed', 'behind') group by source, reason, state`;

const TASKS = `select topic, state, count(*)::int as tasks,
    greatest(coalesce(max(${seconds('due_at')}) filter (where state = 'waiting'), 0), 0) as "overdueSeconds"
  from inbox.task
  where state in ('waiting', 'running') or ended_at > clock_timestamp() - interval '${ENDED_TASKS}'
  group by topic, state`;

const ASKED = `select topic, count(*)::int as open, ${seconds('min(asked_at)')} as "oldestSeconds"
  from outbox.asked where outcome is null group by topic`;

const REPLICAS = `select entity, source, state, generation, rows_done as done, rows_total as total
  from inbox.replica order by entity`;

/** The last day that there is a partition for, by its upper bound. */
const DAYS_AHEAD = `select greatest(coalesce(extract(epoch from max(
      substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz
    ) - clock_timestamp()) / 86400, 0), 0)::float8
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'outbox.message'::regclass and not i.inhdetachpending`;

const OLDEST_TRANSACTION = `select coalesce(max(${seconds('xact_start')}), 0) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_xmin is not null`;

const STATE = `select json_build_object(
  'cursors', ${listOf(CURSORS)},
  'deadLetters', ${listOf(DEAD_LETTERS)},
  'tasks', ${listOf(TASKS)},
  'asked', ${listOf(ASKED)},
  'replicas', ${listOf(REPLICAS)},
  'daysAhead', (${DAYS_AHEAD}),
  'oldestTransactionSeconds', (${OLDEST_TRANSACTION})
) as state`;
