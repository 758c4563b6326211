import type { Pool, PoolClient } from 'pg';
import { ENVELOPE_SIZE } from '../queue/wire.ts';
import { ENVELOPE_BYTES, type Link, type Window } from './claim.ts';

/** Streams that one statement moves. */
const PUMP_STREAMS = 64;
/** Ticks that are looked through for the next messages of a stream, and how often, before others have their turn. */
const SEARCHED_TICKS = 1_000;
const SEARCHES = 16;

/**
 * What a stream that was not sent at once, or not acknowledged, needs: the next piece of it. One statement, like a
 * tick, and locked streams are passed over, so that relays do not wait for each other.
 */
export const PUMP_SCHEMA = `
-- The next pieces of a stream, each of them an envelope: [tick, id, messages, bytes] of their ends, from tick \`since\` on.
-- There is none where nothing was found yet, and the search goes on after \`clear_tick\`.
create or replace function outbox.reach(s outbox.stream, wanted text[], free int, window_bytes int,
  out pieces jsonb, out since int8, out clear_tick int8)
language plpgsql set jit = off set enable_seqscan = off set work_mem = '64MB' as $reach$
declare
  ticks int8[];
begin
  clear_tick := s.clear_tick;
  since := greatest(s.sent_tick, s.clear_tick + 1);
  for search in 1..${SEARCHES} loop
    -- ticks of about as many messages as fill the window of all parts
    select array_agg(t.tick) into ticks from (
      select t.tick, sum(t.messages) over (order by t.tick) - t.messages as before
      from outbox.tick t where t.tick >= since and t.tick <= s.end_tick and outbox.concerns(t, s.part, s.consumer, wanted)
      order by t.tick limit ${SEARCHED_TICKS}
    ) t where before < 8 * free;
    if ticks is null then
      -- the end is of a message that is no longer there, or no longer of the stream
      pieces := jsonb_build_array(jsonb_build_array(s.end_tick, s.end_id, 0, 0));
      return;
    end if;
    select jsonb_agg(jsonb_build_array(p.position[1], p.position[2], p.messages, p.bytes) order by p.position)
      into pieces
      from (
        select max(position) as position, count(*) as messages, sum(size) as bytes
        from (
          select position, size, (row_number() over w - 1) / ${ENVELOPE_SIZE} as by_count,
            (sum(size) over w - size) / ${ENVELOPE_BYTES} as by_bytes,
            row_number() over w <= free and sum(size) over w - size < window_bytes as fits
          from (
            select array[t.tick, m.id] as position, pg_column_size(m.payload) + pg_column_size(m.headers) as size
            from outbox.tick t join outbox.tick p on p.tick = t.tick - 1 cross join lateral outbox.claimed(p, t) m
            where t.tick = any (ticks) and not outbox.is_large(t) and m.part + 0 = s.part
              and (m.target = s.consumer or (m.target is null and m.topic = any (wanted)))
              and (t.tick > s.sent_tick or m.id > s.sent_id)
              -- of a topic that was asked for since, there may be more in the tick of the end
              and (t.tick < s.end_tick or m.id <= s.end_id)
            union all
            select array[t.tick, m.id], pg_column_size(m.payload) + pg_column_size(m.headers)
            from outbox.tick t join outbox.tick p on p.tick = t.tick - 1
            cross join lateral outbox.claimed_of(p, t, s.part, s.consumer, wanted,
              case when t.tick = s.sent_tick then s.sent_id else t.first_id - 1 end,
              case when t.tick = s.end_tick then s.end_id else t.last_id end, free) m
            where t.tick = any (ticks) and outbox.is_large(t)
          ) found window w as (order by position)
        ) cut where fits group by by_count, by_bytes
      ) p;
    exit when pieces is not null;
    clear_tick := ticks[cardinality(ticks)];
    since := clear_tick + 1;
  end loop;
end
$reach$;

create or replace function outbox.pump(
  window_messages int, window_bytes int, resend_ms int, resend_max_ms int, max_streams int) returns jsonb
language plpgsql as $pump$
declare
  s outbox.stream;
  behind record;
  next record;
  piece jsonb;
  again boolean;
  links jsonb := '[]';
begin
  -- a crash that takes it back has the same sent again
  perform set_config('synchronous_commit', 'off', true);
  for behind in
    select st as stream, c.topics from outbox.stream st join outbox.consumer c on c.name = st.consumer
    where outbox.is_due(st, window_messages) order by st.consumer, st.part limit max_streams for update of st skip locked
  loop
    s := behind.stream;
    again := coalesce(s.resend_at <= clock_timestamp(), false);
    if again then
      s.sent_tick := s.ack_tick;
      s.sent_id := s.ack_id;
      s.sent_count := s.ack_count;
      s.mark_tick := null;
      s.clear_tick := s.quiet_tick;
      s.resends := s.resends + 1;
      s.again_at := clock_timestamp();
      s.resend_at := clock_timestamp() + least(resend_ms * power(2, least(s.resends, 20)), resend_max_ms) * interval '1 ms';
    end if;
    select * into next from outbox.reach(s, behind.topics, window_messages - (s.sent_count - s.ack_count)::int, window_bytes);
    for piece in select value from jsonb_array_elements(next.pieces) loop
      links := links || jsonb_build_object('consumer', s.consumer, 'part', s.part,
        'from', jsonb_build_array(s.sent_tick, s.sent_id), 'to', jsonb_build_array(piece->0, piece->1),
        'since', next.since, 'messages', piece->2, 'bytes', piece->3, 'again', again, 'resends', s.resends);
      s.sent_tick := piece->>0;
      s.sent_id := piece->>1;
      s.sent_at := clock_timestamp();
      s.sent_count := case when (s.sent_tick, s.sent_id) = (s.end_tick, s.end_id) then s.end_count
        else s.sent_count + (piece->>2)::int end;
      if s.mark_tick is null then
        s.mark_tick := s.sent_tick;
        s.mark_id := s.sent_id;
        s.mark_count := s.sent_count;
      end if;
      s.resend_at := coalesce(s.resend_at, clock_timestamp() + resend_ms * interval '1 ms');
      next.clear_tick := 0;
    end loop;
    update outbox.stream set sent_tick = s.sent_tick, sent_id = s.sent_id, sent_count = s.sent_count, sent_at = s.sent_at,
      mark_tick = s.mark_tick, mark_id = s.mark_id, mark_count = s.mark_count, clear_tick = next.clear_tick,
      resend_at = s.resend_at, resends = s.resends, again_at = s.again_at
    where consumer = s.consumer and part = s.part;
  end loop;
  return links;
end
$pump$;
`;

/** Takes as sent what is due in all streams, and says what that is: the parts in turn, for they are worked on at once. */
export async function pump(db: Pool | PoolClient, window: Window): Promise<readonly Link[]> {
  const { rows } = await db.query<{ links: Link[] }>({
    name: 'relay pump',
    text: 'select outbox.pump($1, $2, $3, $4, $5) as links',
    values: [window.messages, window.bytes, window.resendMs, window.resendMaxMs, PUMP_STREAMS],
  });
  return inTurn(rows[0]?.links ?? []);
}

/** The first piece of each stream, then the second of each, and so on. */
function inTurn(links: readonly Link[]): Link[] {
  const streams = [...Map.groupBy(links, ({ consumer, part }) => `${consumer} ${part}`).values()];
  const longest = Math.max(0, ...streams.map((pieces) => pieces.length));
  return Array.from({ length: longest }, (_, place) =>
    streams.flatMap((pieces) => pieces.slice(place, place + 1)),
  ).flat();
}
