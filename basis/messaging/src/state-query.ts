import type { Pool } from 'pg';

/** One part of one consumer's stream, as its source knows it. */
export interface StreamState {
  consumer: string;
  part: number;
  /** Messages that are not acknowledged, at most. */
  positions: number;
  /** How long the end has been ahead of what was acknowledged; 0 when all was. */
  unacknowledgedSeconds: number;
}

/** What a service's messaging tables say: counts, sizes, ages in seconds. */
export interface MessagingState {
  consumers: { name: string; kind: string; state: string; silentSeconds: number }[];
  streams: StreamState[];
  cursors: { source: string; part: number; sinceSeconds: number }[];
  deadLetters: { source: string; reason: string; state: string; messages: number; aggregates: number }[];
  tasks: { topic: string; state: string; tasks: number; overdueSeconds: number }[];
  asked: { topic: string; open: number; oldestSeconds: number }[];
  replicas: { entity: string; source: string; state: string; generation: number; done: number; total: number | null }[];
  outbox: {
    bytes: number;
    /** How far ahead days are made that messages can be written to. */
    daysAhead: number;
    /** Transactions that began since the oldest that still runs somewhere in the server: what holds back ticks. */
    snapshotXids: number;
    /** Of this service's own transactions the one that has been open longest. */
    oldestTransactionSeconds: number;
  };
}

/** How long ended tasks are counted: long enough for an alarm to see that many failed. */
const ENDED_TASKS = '1 hour';

/** Reads all of it in one round trip. @throws what pg throws when the database is out of reach */
export async function readMessagingState(pool: Pick<Pool, 'query'>): Promise<MessagingState> {
  const { rows } = await pool.query<{ state: MessagingState }>(STATE);
  const state = rows[0]?.state;
  if (state === undefined) throw new Error('the state of messaging is one row');
  return state;
}

const listOf = (select: string) => `(select coalesce(json_agg(row_to_json(listed)), '[]') from (${select}) listed)`;
const seconds = (moment: string) => `round(extract(epoch from clock_timestamp() - ${moment})::numeric, 3)::float8`;

const CONSUMERS = `select name, kind, state, ${seconds('seen_at')} as "silentSeconds" from outbox.consumer order by name`;

// What is not acknowledged was written after all had been, and in the tick of the last acknowledged message or later.
const STREAMS = `select s.consumer, s.part, greatest(s.end_count - s.ack_count, 0) as positions,
    case when (s.ack_tick, s.ack_id) >= (s.end_tick, s.end_id) then 0 else greatest(
      ${seconds('greatest(s.behind_at, (select t.first_at from outbox.tick t where t.tick = s.ack_tick))')}, 0)
    end as "unacknowledgedSeconds"
  from outbox.stream s join outbox.consumer c on c.name = s.consumer and c.state = 'active'
  order by s.consumer, s.part`;

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

const OUTBOX = `select
    (select coalesce(sum(pg_total_relation_size(relid)), 0)::int8 from pg_partition_tree('outbox.message')) as bytes,
    greatest(coalesce((select extract(epoch from max((regexp_match(
        pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz) - clock_timestamp()) / 86400
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'outbox.message'::regclass and not i.inhdetachpending), 0), 0)::float8 as "daysAhead",
    (pg_snapshot_xmax(now_here)::text::int8 - pg_snapshot_xmin(now_here)::text::int8) as "snapshotXids",
    coalesce((select max(${seconds('xact_start')}) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_xmin is not null), 0)
      as "oldestTransactionSeconds"
  from pg_current_snapshot() now_here`;

const STATE = `select json_build_object(
  'consumers', ${listOf(CONSUMERS)},
  'streams', ${listOf(STREAMS)},
  'cursors', ${listOf(CURSORS)},
  'deadLetters', ${listOf(DEAD_LETTERS)},
  'tasks', ${listOf(TASKS)},
  'asked', ${listOf(ASKED)},
  'replicas', ${listOf(REPLICAS)},
  'outbox', (select row_to_json(one) from (${OUTBOX}) one)
) as state`;
