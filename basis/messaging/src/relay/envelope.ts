import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Envelope } from '../queue/wire.ts';
import type { Link } from './claim.ts';
import type { Sealed } from './parcel.ts';

/** What one statement reads at most, about, so that no process holds a whole backlog in memory. */
const READ_MESSAGES = 16_000;
const READ_BYTES = 16 * 1024 * 1024;

export const ENVELOPE_SCHEMA = `
-- A message as an envelope has it. By hand, for json_build_array takes twice as long.
create or replace function outbox.body_of(tick int8, m outbox.message) returns text language sql stable as $body$
  select '[' || tick || ',' || m.id || ',"' || m.kind || '",' || to_json(m.topic) || ',' || m.schema_version
    || ',"' || m.aggregate_id || '",' || coalesce(m.aggregate_version::text, 'null')
    || ',' || m.payload || ',' || m.headers || ',' || to_json(m.created_at) || ']'
$body$;

-- The messages of links, each as an envelope. A row is read, and made into JSON, once for all consumers that get it,
-- but of a large tick once for each.
create or replace function outbox.envelopes(links jsonb)
returns table (link int, messages int, contents text[], text text)
language sql stable set jit = off set enable_seqscan = off set work_mem = '64MB' as $envelopes$
  with link as materialized (
    select (l.n - 1)::int as n, c.name as consumer, c.topics, (l.value->>'part')::int2 as part,
      (l.value->'from'->>0)::int8 as from_tick, (l.value->'from'->>1)::int8 as from_id,
      (l.value->'to'->>0)::int8 as to_tick, (l.value->'to'->>1)::int8 as to_id, (l.value->>'since')::int8 as since
    from jsonb_array_elements(links) with ordinality l (value, n) join outbox.consumer c on c.name = l.value->>'consumer'
  ), span as materialized (
    select l.n, t.tick, outbox.is_large(t) as large from link l
    join outbox.tick t on t.tick between greatest(l.since, l.from_tick) and l.to_tick
      and outbox.concerns(t, l.part, l.consumer, l.topics)
  ), message as materialized (
    select t.tick, m.id, m.part, m.topic, m.target, m.kind || ' ' || m.topic || ' ' || m.schema_version as content,
      outbox.body_of(t.tick, m) as body
    from (select distinct tick from span where not large) small
    join outbox.tick t on t.tick = small.tick join outbox.tick p on p.tick = small.tick - 1
    cross join lateral outbox.claimed(p, t) m
    where m.part + 0 = any (array(select part from link)) -- not by the index of places: it has other days' messages too
  ), linked as (
    select l.n, m.tick, m.id, m.body, m.content
    from link l join message m on m.part = l.part
      and (m.tick, m.id) > (l.from_tick, l.from_id) and (m.tick, m.id) <= (l.to_tick, l.to_id)
      and (m.target = l.consumer or (m.target is null and m.topic = any (l.topics)))
    union all
    select l.n, t.tick, m.id, outbox.body_of(t.tick, m), m.kind || ' ' || m.topic || ' ' || m.schema_version
    from span join link l on l.n = span.n join outbox.tick t on t.tick = span.tick join outbox.tick p on p.tick = span.tick - 1
    cross join lateral outbox.claimed_of(p, t, l.part, l.consumer, l.topics,
      case when t.tick = l.from_tick then l.from_id else t.first_id - 1 end,
      case when t.tick = l.to_tick then l.to_id else t.last_id end, null) m
    where span.large
  ), ordered as (
    select n, tick, id, body, case when content is distinct from lag(content) over w then content end as content
    from linked window w as (partition by n order by tick, id)
  )
  select n, count(*)::int, array_agg(content order by tick, id) filter (where content is not null),
    '[' || string_agg(body, ',' order by tick, id) || ']'
  from ordered group by n
$envelopes$;
`;

/** An envelope on its way to a consumer's queue. */
export interface Addressed {
  readonly consumer: string;
  readonly message: Sealed;
}

interface Filled {
  link: number;
  messages: number;
  contents: string[];
  text: string;
}

/** Links in groups that one statement reads. */
export function groupsOf(links: readonly Link[]): Link[][] {
  const groups: Link[][] = [];
  let messages = 0;
  let bytes = 0;
  for (const link of links) {
    messages += link.messages;
    bytes += link.bytes;
    const last = groups.at(-1);
    if (last === undefined || messages > READ_MESSAGES || bytes > READ_BYTES) {
      groups.push([link]);
      messages = link.messages;
      bytes = link.bytes;
    } else last.push(link);
  }
  return groups;
}

/** Reads the messages of links and puts them into envelopes, one for each link. */
export async function readEnvelopes(
  db: Pool | PoolClient,
  { service, epoch }: { service: string; epoch: string },
  links: readonly Link[],
): Promise<Addressed[]> {
  const { rows } = await db.query<Filled>({
    name: 'relay envelopes',
    text: 'select * from outbox.envelopes($1)',
    values: [JSON.stringify(links)],
  });
  const filled = new Map(rows.map((row) => [row.link, row]));
  return links.map((link, index) => {
    const { consumer, part, from, to } = link;
    // Messages may be gone that were there when the link was made; its end still has to be told, or the chain breaks.
    const { messages: count = 0, contents = [], text = '[]' } = filled.get(index) ?? {};
    const data: Envelope = {
      kind: 'envelope',
      source: service,
      epoch,
      part,
      from,
      to,
      count,
      contents: [...new Set(contents)],
      messages: text,
    };
    return { consumer, message: { id: idOf(data), data } };
  });
}

const PROCESS = randomBytes(4).toString('hex');
const EPOCH_CHARACTERS = 8;
let attempts = 0;

/** Another one each time: a queue silently ignores an id that it still knows. */
function idOf({ source, epoch, part, from, to }: Envelope): string {
  attempts += 1;
  const attempt = `${PROCESS}${attempts.toString(36)}`;
  return `${source}-${epoch.slice(0, EPOCH_CHARACTERS)}-${part}-${from.join('.')}-${to.join('.')}-${attempt}`;
}
