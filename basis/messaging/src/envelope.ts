import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Link } from './claim.ts';
import type { QueuedMessage } from './transport.ts';
import { ENVELOPE_SIZE, type Envelope, type Position } from './wire.ts';

/** Characters of an envelope's text after which the next one begins. */
const ENVELOPE_BYTES = 1024 * 1024;
/** What one statement reads at most, about, so that no process holds a whole backlog in memory. */
const READ_MESSAGES = 16_000;
const READ_BYTES = 16 * 1024 * 1024;

export const ENVELOPE_SCHEMA = `
-- The messages of links, in envelopes. Each row is read, and made into JSON, once for all consumers that get it.
create or replace function outbox.envelopes(links jsonb, envelope_messages int, envelope_bytes int)
returns table (link int, last_tick int8, last_id int8, messages int, contents text[], text text, traces text[])
language sql stable set jit = off set enable_seqscan = off set work_mem = '64MB' as $envelopes$
  with link as materialized (
    select (l.n - 1)::int as n, c.name as consumer, c.topics, (l.value->>'part')::int2 as part,
      (l.value->'from'->>0)::int8 as from_tick, (l.value->'from'->>1)::int8 as from_id,
      (l.value->'to'->>0)::int8 as to_tick, (l.value->'to'->>1)::int8 as to_id
    from jsonb_array_elements(links) with ordinality l (value, n) join outbox.consumer c on c.name = l.value->>'consumer'
  ), span as materialized (
    select distinct t.tick from link l join outbox.tick t on t.tick between l.from_tick and l.to_tick
  ), message as materialized (
    select t.tick, m.id, m.part, m.kind, m.topic, m.schema_version, m.target,
      json_build_array(t.tick, m.id, m.kind, m.topic, m.schema_version, m.aggregate_id, m.aggregate_version,
        m.payload, m.headers, m.created_at)::text as body, m.headers->>'traceparent' as trace
    from span join outbox.tick t on t.tick = span.tick join outbox.tick p on p.tick = span.tick - 1
    cross join lateral outbox.claimed(p, t) m
    where m.part in (select part from link)
  ), cut as (
    select l.n, m.*, (row_number() over w - 1) / envelope_messages as by_count,
      (sum(octet_length(m.body)) over w - octet_length(m.body)) / envelope_bytes as by_bytes
    from link l join message m on m.part = l.part
      and (m.tick, m.id) > (l.from_tick, l.from_id) and (m.tick, m.id) <= (l.to_tick, l.to_id)
      and (m.target = l.consumer or (m.target is null and m.topic = any (l.topics)))
    window w as (partition by l.n order by m.tick, m.id)
  )
  select n, (max(array[tick, id]))[1], (max(array[tick, id]))[2], count(*)::int,
    array_agg(distinct kind || ' ' || topic || ' ' || schema_version),
    '[' || string_agg(body, ',' order by tick, id) || ']',
    (array_agg(distinct trace) filter (where trace ~ '[13579bdf]$'))[1:32]
  from cut group by n, by_count, by_bytes order by n, by_count, by_bytes
$envelopes$;
`;

/** An envelope on its way to a consumer's queue. */
export interface Addressed {
  readonly consumer: string;
  readonly message: QueuedMessage & { readonly data: Envelope };
}

interface Cut {
  link: number;
  last_tick: string;
  last_id: string;
  messages: number;
  contents: string[];
  text: string;
  /** Of those that somebody records, each once, a few. */
  traces: string[] | null;
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

/** Reads the messages of links and puts them into envelopes: chained, the last one of a link ending where it ends. */
export async function readEnvelopes(
  db: Pool | PoolClient,
  { service, epoch }: { service: string; epoch: string },
  links: readonly Link[],
): Promise<Addressed[]> {
  const { rows } = await db.query<Cut>({
    name: 'relay envelopes',
    text: 'select * from outbox.envelopes($1, $2, $3)',
    values: [JSON.stringify(links), ENVELOPE_SIZE, ENVELOPE_BYTES],
  });
  const cuts: Cut[][] = links.map(() => []);
  for (const row of rows) cuts[row.link]?.push(row);
  return links.flatMap((link, index) =>
    chain(link, cuts[index] ?? [])
      .map((envelope) => ({ ...envelope, source: service, epoch }))
      .map((data) => ({ consumer: link.consumer, message: { id: idOf(data), data } })),
  );
}

type Chained = Omit<Envelope, 'source' | 'epoch'>;

/** Messages may be gone that were there when the link was made; its end still has to be told, or the chain breaks. */
function chain({ part, from, to }: Link, cuts: readonly Cut[]): Chained[] {
  if (cuts.length === 0) return [{ kind: 'envelope', part, from, to, count: 0, contents: [], messages: '[]' }];
  let start: Position = from;
  return cuts.map((cut, index) => {
    const end: Position = index === cuts.length - 1 ? to : [Number(cut.last_tick), Number(cut.last_id)];
    const envelope: Chained = {
      kind: 'envelope',
      part,
      from: start,
      to: end,
      count: cut.messages,
      contents: cut.contents,
      messages: cut.text,
      ...(cut.traces !== null && { traces: cut.traces }),
    };
    start = end;
    return envelope;
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
