import type { Pool, PoolClient } from 'pg';
import { ENVELOPE_SIZE, type Position } from '../queue/wire.ts';

/** Bytes of an envelope's messages, as PostgreSQL keeps them, after which the next one begins. */
export const ENVELOPE_BYTES = 512 * 1024;

/** Messages of a tick, beyond which each part of it is read for itself. */
const LARGE_TICK = 1_000;

/**
 * What the relay keeps in the schema `outbox` beside its tables. A tick is one statement of the relay, so that a relay
 * that is stopped in the middle holds no lock: the server carries the statement out, and commits, without it.
 */
export const CLAIM_SCHEMA = `
-- Who was at work at one snapshot and no longer at another. Not in SQL: inlined into the claim as a subquery, it gave
-- nothing where a statement joins several ticks and the table has one partition (PostgreSQL 18.4; a test holds it).
create or replace function outbox.finished(prior pg_snapshot, this pg_snapshot) returns xid8[]
language plpgsql stable as $finished$
begin
  return array(select x from pg_snapshot_xip(prior) x where pg_visible_in_snapshot(x, this));
end
$finished$;

-- the messages of a tick: what became visible between the snapshot before and its own
create or replace function outbox.claimed(prior outbox.tick, this outbox.tick) returns setof outbox.message
language sql stable as $claimed$
  select m.* from outbox.message m
  where m.xid >= pg_snapshot_xmax(prior.snapshot) and m.xid < pg_snapshot_xmax(this.snapshot)
    and pg_visible_in_snapshot(m.xid, this.snapshot)
    and m.created_at between this.first_at and this.last_at
  union all
  select m.* from outbox.message m
  where m.xid = any (outbox.finished(prior.snapshot, this.snapshot))
    and m.created_at between this.first_at and this.last_at
$claimed$;

-- whether a tick has so many messages that a piece of it is found by part and id, in an index, and not among all of them
create or replace function outbox.is_large(this outbox.tick) returns boolean
language sql immutable as $large$ select this.messages > ${LARGE_TICK} and this.first_id is not null $large$;

-- The messages of a tick that are of a stream, after one id and up to another, in the order of ids. Not in SQL: that
-- would look through the ended ones again for each message. And by the index of places, whatever the statistics say.
create or replace function outbox.claimed_of(prior outbox.tick, this outbox.tick, of_part smallint, consumer text,
  topics text[], after_id bigint, to_id bigint, max_rows bigint) returns setof outbox.message
language plpgsql stable set jit = off set enable_seqscan = off set enable_bitmapscan = off as $of$
declare
  ended xid8[] := outbox.finished(prior.snapshot, this.snapshot);
  low xid8 := pg_snapshot_xmax(prior.snapshot);
  high xid8 := pg_snapshot_xmax(this.snapshot);
begin
  return query select m.* from outbox.message m
    where m.part = of_part and m.id > after_id and m.id <= to_id and m.created_at between this.first_at and this.last_at
      and (m.target = consumer or (m.target is null and m.topic = any (topics)))
      and (m.xid >= low and m.xid < high or m.xid = any (ended)) and pg_visible_in_snapshot(m.xid, this.snapshot)
    order by m.id limit max_rows;
end
$of$;

-- whether a tick may have messages of a part of a stream
create or replace function outbox.concerns(this outbox.tick, part int, consumer text, topics text[]) returns boolean
language sql immutable as $concerns$
  select (this.parts & (1 << part)) <> 0 and this.topics && (topics || ('> ' || consumer))
$concerns$;

create or replace function outbox.milliseconds_until(moment timestamptz) returns float8
language sql stable strict as $until$
  select greatest(0, extract(epoch from moment - clock_timestamp()) * 1000)
$until$;

-- Makes a tick of what became visible since the last one, moves the ends of the streams that have part in it, and takes
-- as sent what fits their windows and one envelope. What it returns is no more than numbers, however much was claimed.
-- Never by a scan of the table: an estimate without statistics would choose one, or compile the query first.
create or replace function outbox.take_tick(window_messages int, window_bytes int, resend_ms int) returns jsonb
language plpgsql set jit = off set enable_seqscan = off as $tick$
declare
  prior outbox.tick;
  this outbox.tick;
  ended xid8[];
  groups jsonb;
  links jsonb;
begin
  select * into prior from outbox.tick order by tick desc limit 1;
  if prior.tick is null then return '{"state":"unprepared"}'; end if;
  this.snapshot := pg_current_snapshot();
  this.first_at := '-infinity';
  this.last_at := 'infinity';
  if pg_snapshot_xmax(this.snapshot) < pg_snapshot_xmax(prior.snapshot) then return '{"state":"restored"}'; end if;
  -- nearly always nothing was written at all, and that costs less to know
  if not exists (select from outbox.message m where m.xid >= pg_snapshot_xmax(prior.snapshot)) then
    ended := outbox.finished(prior.snapshot, this.snapshot);
    if cardinality(ended) = 0 or not exists (select from outbox.message m where m.xid = any (ended)) then
      return '{"state":"idle"}';
    end if;
  end if;
  if not exists (select from outbox.claimed(prior, this)) then return '{"state":"idle"}'; end if;

  perform from outbox.tick where tick = prior.tick for update skip locked;
  if not found then return '{"state":"busy"}'; end if;
  if exists (select from outbox.tick where tick > prior.tick) then return '{"state":"again"}'; end if;
  this.snapshot := pg_current_snapshot();
  select jsonb_agg(g), coalesce(sum(g.messages), 0), max(g.last_id), min(g.first_at), max(g.last_at),
      array_agg(distinct coalesce('> ' || g.target, g.topic)), bit_or(1 << g.part), min(g.first_id)
    into groups, this.messages, this.last_id, this.first_at, this.last_at, this.topics, this.parts, this.first_id
    from (
      select part, topic, target, count(*) as messages, max(id) as last_id, min(id) as first_id,
        sum(pg_column_size(payload) + pg_column_size(headers)) as bytes,
        min(created_at) as first_at, max(created_at) as last_at
      from outbox.claimed(prior, this) group by part, topic, target
    ) g;
  if this.messages = 0 then return '{"state":"idle"}'; end if;
  this.tick := prior.tick + 1;
  this.at := clock_timestamp();
  insert into outbox.tick (tick, snapshot, at, messages, last_id, first_at, last_at, topics, parts, first_id)
    values (this.tick, this.snapshot, this.at, this.messages, this.last_id, this.first_at, this.last_at, this.topics,
      this.parts, this.first_id);

  -- whoever is asked for something is a consumer from then on
  with unknown as (
    insert into outbox.consumer (name)
    select distinct target from jsonb_to_recordset(groups) g (target text) where target is not null
    on conflict do nothing returning name
  )
  insert into outbox.stream (consumer, part, end_tick, end_id, sent_tick, sent_id, ack_tick, ack_id)
  select name, part, prior.tick, prior.last_id, prior.tick, prior.last_id, prior.tick, prior.last_id
  from unknown, generate_series(0, 7) part;

  with fresh as (
    select c.name as consumer, g.part, max(g.last_id) as id, sum(g.messages)::int as messages, sum(g.bytes)::int8 as bytes
    from jsonb_to_recordset(groups) g (part int2, topic text, target text, messages int, last_id int8, bytes int8)
    join outbox.consumer c on c.state = 'active'
      and (g.target = c.name or (g.target is null and g.topic = any (c.topics)))
    group by c.name, g.part
  ), old as (
    select s.consumer, s.part, s.end_tick, s.end_id, f.id, f.messages, f.bytes,
      (s.sent_tick, s.sent_id) = (s.end_tick, s.end_id) and f.messages <= ${ENVELOPE_SIZE}
        and f.bytes <= least(window_bytes, ${ENVELOPE_BYTES}) and s.sent_count - s.ack_count + f.messages <= window_messages as fits
    from outbox.stream s join fresh f on f.consumer = s.consumer and f.part = s.part
    order by s.consumer, s.part for update of s
  ), moved as (
    update outbox.stream s set
      quiet_tick = case when (s.ack_tick, s.ack_id) = (s.end_tick, s.end_id) then prior.tick else s.quiet_tick end,
      end_tick = this.tick, end_id = old.id, end_count = s.end_count + old.messages,
      sent_tick = case when fits then this.tick else s.sent_tick end,
      sent_id = case when fits then old.id else s.sent_id end,
      sent_count = case when fits then s.end_count + old.messages else s.sent_count end,
      sent_at = case when fits then clock_timestamp() else s.sent_at end,
      mark_tick = case when fits and s.mark_tick is null then this.tick else s.mark_tick end,
      mark_id = case when fits and s.mark_tick is null then old.id else s.mark_id end,
      mark_count = case when fits and s.mark_tick is null then s.end_count + old.messages else s.mark_count end,
      behind_at = case when (s.ack_tick, s.ack_id) = (s.end_tick, s.end_id) then this.first_at else s.behind_at end,
      resend_at = case when fits and s.resend_at is null
        then clock_timestamp() + resend_ms * interval '1 ms' else s.resend_at end
    from old where s.consumer = old.consumer and s.part = old.part
    returning old.*
  )
  select jsonb_agg(jsonb_build_object('consumer', consumer, 'part', part,
      'from', jsonb_build_array(end_tick, end_id), 'to', jsonb_build_array(this.tick, id),
      'since', this.tick, 'messages', messages, 'bytes', bytes) order by consumer, part)
    into links from moved where fits;
  return jsonb_build_object('state', 'ticked', 'messages', this.messages, 'links', coalesce(links, '[]'));
end
$tick$;

-- A turn of the relay as one statement: a tick if there is anything for it, and what else is to be done. Where nothing
-- was committed, anywhere, since the turn that saw \`seen\`, there is no more to it than that.
create or replace function outbox.turn(
  window_messages int, window_bytes int, resend_ms int, process_timeout_ms int, seen text default null) returns jsonb
language plpgsql as $turn$
declare
  now_seen text := pg_current_snapshot()::text;
  result jsonb;
begin
  if now_seen = seen then return '{"state":"still"}'; end if;
  result := outbox.take_tick(window_messages, window_bytes, resend_ms);
  return result || (
    select jsonb_build_object('epoch', e.epoch, 'seen', now_seen,
      'due', coalesce(bool_or(outbox.is_due(s, window_messages)), false),
      'nextMs', outbox.milliseconds_until(min(s.resend_at)),
      'stale', (select coalesce(jsonb_agg(name), '[]') from outbox.consumer
        where state = 'active' and epoch <> e.epoch),
      'silent', (select coalesce(jsonb_agg(name), '[]') from outbox.consumer
        where kind = 'process' and seen_at < clock_timestamp() - process_timeout_ms * interval '1 ms'))
    from outbox.epoch e left join outbox.stream s on true group by e.epoch);
end
$turn$;

-- whether there is something to send: for the first time, with half the window free at least, or again
create or replace function outbox.is_due(s outbox.stream, window_messages int) returns boolean
language sql stable as $due$
  select coalesce(s.resend_at <= clock_timestamp(), false)
    or ((s.sent_tick, s.sent_id) < (s.end_tick, s.end_id) and s.sent_count - s.ack_count <= window_messages / 2)
$due$;
`;

/** A piece of a stream that is to be sent as one envelope: the messages after `from`, up to `to`. */
export interface Link {
  readonly consumer: string;
  readonly part: number;
  readonly from: Position;
  readonly to: Position;
  /** The first tick that has messages of it. */
  readonly since: number;
  readonly messages: number;
  /** About: as PostgreSQL keeps them. */
  readonly bytes: number;
  /** Whether it was sent before. */
  readonly again?: boolean;
  /** How often it was since anything moved. */
  readonly resends?: number;
}

/** How much of a stream may be on its way at once. */
export interface Window {
  readonly messages: number;
  readonly bytes: number;
  /** When what is not acknowledged is sent again; doubled each time, up to `resendMaxMs`. */
  readonly resendMs: number;
  readonly resendMaxMs: number;
}

/** What a turn found, and did in its transaction. */
export interface Turn {
  /**
   * `ticked`: a tick was made. `idle`: nothing new, and nothing was written. `busy`: another relay is at it. `again`:
   * another one was just before. `restored`, `unprepared`: the database is not what it was.
   */
  readonly state: 'ticked' | 'idle' | 'busy' | 'again' | 'restored' | 'unprepared';
  /** The snapshot that it began with. */
  readonly seen: string;
  readonly epoch: string;
  readonly messages?: number;
  readonly links?: readonly Link[];
  /** Whether the pump has something to do. */
  readonly due: boolean;
  /** In how many milliseconds something is to be sent again, if nothing moves. */
  readonly nextMs: number | null;
  /** Consumers that last spoke of another epoch. */
  readonly stale: readonly string[];
  /** Processes that have not been heard of for too long. */
  readonly silent: readonly string[];
}

/** Nothing was committed since the turn before. */
export interface Still {
  readonly state: 'still';
}

/** One turn, one statement. */
export function takeTurn(db: Pool | PoolClient, window: Window, processTimeoutMs: number): Promise<Turn> {
  return turnOf<Turn>(db, window, processTimeoutMs, null);
}

/** The same, unless nothing was committed since a turn that saw `seen`: that costs next to nothing. */
export function takeTurnAfter(
  db: Pool | PoolClient,
  window: Window,
  processTimeoutMs: number,
  seen: string,
): Promise<Turn | Still> {
  return turnOf<Turn | Still>(db, window, processTimeoutMs, seen);
}

async function turnOf<T>(
  db: Pool | PoolClient,
  window: Window,
  processTimeoutMs: number,
  seen: string | null,
): Promise<T> {
  const { rows } = await db.query<{ turn: T }>({
    name: 'relay turn',
    text: 'select outbox.turn($1, $2, $3, $4, $5) as turn',
    values: [window.messages, window.bytes, window.resendMs, processTimeoutMs, seen],
  });
  const turn = rows[0]?.turn;
  if (turn === undefined) throw new Error('A turn of the relay returned nothing.');
  return turn;
}
