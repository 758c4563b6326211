import type { Pool, PoolClient } from 'pg';
import { type Ack, PARTS, type Position, type Subscribe } from '../queue/wire.ts';
import type { Window } from './claim.ts';

/** An acknowledgement that says less than the one before it came late, unless nothing moved for so long. */
const LATE_ACK_MS = 2_000;
/** While a consumer gets on with other parts, what was sent less long ago than this is not sent again for its silence. */
const UNDER_WAY_MS = 5_000;
/** A gap is not filled more often than this. */
const MISSING_MS = 100;

/** What consumers ask of their streams: each one statement. */
export const STREAM_SCHEMA = `
create or replace function outbox.whereabouts(name text) returns jsonb language sql stable as $whereabouts$
  select jsonb_build_object('epoch', e.epoch, 'previous', e.previous,
    'cursors', jsonb_agg(jsonb_build_array(s.ack_tick, s.ack_id) order by s.part),
    'shared', jsonb_agg(jsonb_build_array(s.life_tick, s.life_id) order by s.part) filter (where s.life_tick is not null))
  from outbox.stream s, outbox.epoch e where s.consumer = name group by e.epoch, e.previous
$whereabouts$;

-- Waits for a tick that is being made: whatever becomes visible after the answer is of the stream.
create or replace function outbox.subscribe(consumer_name text, consumer_topics text[], consumer_kind text) returns jsonb
language plpgsql as $subscribe$
declare
  last outbox.tick;
  was text;
  asked text[];
begin
  loop
    select * into last from outbox.tick order by tick desc limit 1 for update;
    exit when not exists (select from outbox.tick where tick > last.tick);
  end loop;
  select state into was from outbox.consumer where name = consumer_name for update;
  insert into outbox.consumer (name, kind) values (consumer_name, consumer_kind)
    on conflict (name) do update set kind = excluded.kind, state = 'active', seen_at = clock_timestamp();
  asked := case when consumer_kind = 'service'
    then outbox.ask_topics(consumer_name, consumer_topics) else consumer_topics end;
  update outbox.consumer set topics = asked where name = consumer_name;
  insert into outbox.stream (consumer, part, end_tick, end_id, sent_tick, sent_id, ack_tick, ack_id)
    select consumer_name, part, last.tick, last.last_id, last.tick, last.last_id, last.tick, last.last_id
    from generate_series(0, 7) part on conflict do nothing;
  -- what it acknowledges next is what it has, though it be less than before
  update outbox.stream set ack_at = '-infinity' where consumer = consumer_name;
  return jsonb_build_object('lost', was is not distinct from 'abandoned', 'topics', asked)
    || outbox.whereabouts(consumer_name);
end
$subscribe$;

create or replace function outbox.acknowledge(consumer_name text, consumer_epoch text, cursors jsonb, missing int[],
  window_messages int, resend_ms int, late_ms int, missing_ms int)
returns jsonb language plpgsql as $acknowledge$
declare
  given record;
  s outbox.stream;
  oldest outbox.tick;
  lost boolean := false;
  due boolean := false;
  moved boolean := false;
  began timestamptz := clock_timestamp();
  now_epoch uuid := (select epoch from outbox.epoch);
begin
  -- one that a crash takes back is given again
  perform set_config('synchronous_commit', 'off', true);
  if consumer_epoch <> now_epoch::text then return '{"state":"stale"}'; end if;
  update outbox.consumer set epoch = now_epoch, seen_at = clock_timestamp()
    where name = consumer_name and state = 'active'
      and (seen_at < clock_timestamp() - interval '5 s' or epoch is distinct from now_epoch);
  if not found and not exists (select from outbox.consumer where name = consumer_name and state = 'active') then
    return jsonb_build_object(
      'state', coalesce((select state from outbox.consumer where name = consumer_name), 'unknown'));
  end if;
  if exists (
    select from jsonb_array_elements(cursors) c join outbox.stream st on st.consumer = consumer_name and st.part = (c->>0)::int
    where ((c->>1)::int8, (c->>2)::int8) > (st.end_tick, st.end_id)
  ) then return '{"state":"ahead"}'; end if;

  for given in select (c->>0)::int2 as part, (c->>1)::int8 as tick, (c->>2)::int8 as id
    from jsonb_array_elements(cursors) c order by 1
  loop
    select * into s from outbox.stream where consumer = consumer_name and part = given.part for update;
    continue when not found;
    if (given.tick, given.id) > (s.ack_tick, s.ack_id) then
      s.ack_tick := given.tick;
      s.ack_id := given.id;
      s.resends := 0;
      if (given.tick, given.id) >= (s.mark_tick, s.mark_id) then
        s.ack_count := greatest(s.ack_count, s.mark_count);
        s.mark_tick := null;
      end if;
      s.resend_at := clock_timestamp() + resend_ms * interval '1 ms';
      if (given.tick, given.id) >= (s.sent_tick, s.sent_id) then
        s.sent_tick := given.tick;
        s.sent_id := given.id;
        if (given.tick, given.id) = (s.end_tick, s.end_id) then s.sent_count := s.end_count; end if;
        s.ack_count := greatest(s.ack_count, s.sent_count);
        s.sent_count := s.ack_count;
        s.resend_at := null;
      end if;
      s.ack_at := clock_timestamp();
    elsif (given.tick, given.id) < (s.ack_tick, s.ack_id)
        and s.ack_at < clock_timestamp() - late_ms * interval '1 ms' then
      select * into oldest from outbox.tick order by tick limit 1;
      if given.tick <= oldest.tick then
        lost := true;
        given.tick := oldest.tick;
        given.id := oldest.last_id;
      end if;
      s.ack_count := greatest(0, s.ack_count
        - (select coalesce(sum(t.messages), 0) from outbox.tick t where t.tick between given.tick and s.ack_tick));
      s.ack_tick := given.tick;
      s.ack_id := given.id;
      s.ack_at := clock_timestamp();
      s.sent_tick := given.tick;
      s.sent_id := given.id;
      s.sent_count := s.ack_count;
      s.mark_tick := null;
      s.clear_tick := 0;
      s.quiet_tick := 0;
      s.resend_at := null;
    end if;
    if given.part = any (missing) and s.resend_at is not null then
      s.resends := 0;
      s.resend_at := greatest(clock_timestamp(), s.again_at + missing_ms * interval '1 ms');
    end if;
    update outbox.stream set ack_tick = s.ack_tick, ack_id = s.ack_id, ack_count = s.ack_count, ack_at = s.ack_at,
      sent_tick = s.sent_tick, sent_id = s.sent_id, sent_count = s.sent_count, mark_tick = s.mark_tick,
      clear_tick = s.clear_tick, quiet_tick = s.quiet_tick, resend_at = s.resend_at, resends = s.resends
    where consumer = consumer_name and part = given.part;
    moved := moved or s.ack_at > began;
    due := due or outbox.is_due(s, window_messages) or given.part = any (missing);
  end loop;
  -- The queue is being worked off: what was put into it a short while ago may well still be there. Whoever lacks
  -- something that came before what it has says so.
  if moved then
    update outbox.stream st set resend_at = clock_timestamp() + resend_ms * interval '1 ms'
    from (select part from outbox.stream where consumer = consumer_name and not part = any (missing)
        and resend_at < clock_timestamp() + resend_ms * interval '0.5 ms' and resend_at > clock_timestamp()
        and sent_at > clock_timestamp() - ${UNDER_WAY_MS} * interval '1 ms'
      order by part for update skip locked) waiting
    where st.consumer = consumer_name and st.part = waiting.part;
  end if;
  return jsonb_build_object('state', case when lost then 'lost' else 'taken' end, 'due', due);
end
$acknowledge$;
`;

/** Where each part of a consumer's stream goes on. */
export interface Whereabouts {
  readonly epoch: string;
  readonly cursors: readonly Position[];
  /** The epoch before, where a position up to those of `shared` means in it what it means in this one. */
  readonly previous: string | null;
  readonly shared: readonly Position[] | null;
  /** What the consumer gets; where it was not asked for, it is left out. */
  readonly topics?: readonly string[];
}

/** Takes a consumer in, or its topics anew. `lost` when it had been abandoned: what lies before was given up. */
export async function subscribe(
  pool: Pool,
  { consumer, topics, process }: Subscribe,
): Promise<Whereabouts & { lost: boolean }> {
  const kind = process === true ? 'process' : 'service';
  const { rows } = await pool.query<{ answer: Whereabouts & { lost: boolean } }>(
    'select outbox.subscribe($1, $2, $3) as answer',
    [consumer, topics, kind],
  );
  if (rows[0] === undefined) throw new Error(`The subscription of ${consumer} returned nothing.`);
  return rows[0].answer;
}

/** Where a consumer's stream goes on; undefined when there is none. */
export async function whereabouts(pool: Pool, consumer: string): Promise<Whereabouts | undefined> {
  const { rows } = await pool.query<{ answer: Whereabouts | null }>('select outbox.whereabouts($1) as answer', [
    consumer,
  ]);
  return rows[0]?.answer ?? undefined;
}

/** Where streams begin that begin now. */
export async function endOfAll(pool: Pool): Promise<{ epoch: string; cursors: Position[] }> {
  const { rows } = await pool.query<{ epoch: string; tick: string; last_id: string }>(
    'select epoch, tick, last_id from outbox.epoch, outbox.tick order by tick desc limit 1',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('This outbox was not prepared.');
  const end: Position = [Number(row.tick), Number(row.last_id)];
  return { epoch: row.epoch, cursors: Array.from({ length: PARTS }, () => end) };
}

/** What an acknowledgement did. */
export interface Acknowledgement {
  /**
   * `stale`: it is of another epoch. `ahead`: the consumer has what this database knows nothing of, and nothing was
   * changed. `lost`: it is behind what is still kept. `unknown`, `abandoned`: nobody keeps anything for it.
   */
  readonly state: 'taken' | 'stale' | 'ahead' | 'lost' | 'unknown' | 'abandoned';
  /** Whether something can be sent now. */
  readonly due?: boolean;
}

/** Moves a consumer's acknowledged places to where it says that it is. */
export async function acknowledge(pool: Pool, ack: Ack, window: Window): Promise<Acknowledgement> {
  const { rows } = await pool.query<{ answer: Acknowledgement }>({
    name: 'relay acknowledge',
    text: 'select outbox.acknowledge($1, $2, $3, $4, $5, $6, $7, $8) as answer',
    values: [
      ack.consumer,
      ack.epoch,
      JSON.stringify(ack.cursors),
      ack.missing ?? [],
      window.messages,
      window.resendMs,
      LATE_ACK_MS,
      MISSING_MS,
    ],
  });
  if (rows[0] === undefined) throw new Error(`The acknowledgement of ${ack.consumer} returned nothing.`);
  return rows[0].answer;
}

/**
 * Gives a consumer up: nothing is kept for it any more, and the tasks that it was asked for expire.
 *
 * @returns whether there was one
 */
export async function abandon(db: Pool | PoolClient, consumer: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with given_up as (update outbox.consumer set state = 'abandoned' where name = $1 and state = 'active' returning name),
       unanswered as (update outbox.asked set deadline_at = least(deadline_at, clock_timestamp())
         where outcome is null and target in (select name from given_up)),
       not_kept as (delete from outbox.stream s using given_up where s.consumer = given_up.name)
     select from given_up`,
    [consumer],
  );
  return (rowCount ?? 0) > 0;
}

/** Forgets a process that has stayed silent. */
export async function forget(pool: Pool, consumer: string, timeoutMs: number): Promise<void> {
  await pool.query(
    `delete from outbox.consumer where name = $1 and kind = 'process'
      and seen_at < clock_timestamp() - $2 * interval '1 ms'`,
    [consumer, timeoutMs],
  );
}

/** What is not acknowledged is sent again at the next turn: what carried it may have lost it. */
export async function resendAll(pool: Pool): Promise<void> {
  await pool.query('update outbox.stream set resend_at = clock_timestamp(), resends = 0 where resend_at is not null');
}
