import type { Pool } from 'pg';
import type { Whereabouts } from './streams.ts';

/** A topic is no longer sent when nobody of the consumer has asked for it for so long, though somebody was asking. */
const KEPT_MINUTES = 10;
/** Whoever is not heard for so long was down, and begins to ask anew. Consumers ask every minute. */
const SILENT_MINUTES = 3;

/**
 * Which topics a consumer gets: all that any process of it asks for, so that an older deployment that runs, or starts
 * again, beside a newer one takes nothing away from it.
 */
export const TOPIC_SCHEMA = `
-- What a consumer is to get when it asks for these; whoever calls has locked its row.
create or replace function outbox.ask_topics(consumer_name text, given text[]) returns text[]
language plpgsql as $ask$
declare
  now timestamptz := clock_timestamp();
  was outbox.asking;
  begun timestamptz;
  asked jsonb;
begin
  select * into was from outbox.asking where consumer = consumer_name;
  begun := case when was.at > now - interval '${SILENT_MINUTES} min' then was.since else now end;
  select coalesce(jsonb_object_agg(topic, at), '{}') into asked from (
    select topic, max(at) as at from (
      select key as topic, value::timestamptz as at from jsonb_each_text(was.topics)
      union all select unnest(c.topics), now from outbox.consumer c where c.name = consumer_name and was.consumer is null
      union all select unnest(given), now
    ) each group by topic
  ) latest where at > now - interval '${KEPT_MINUTES} min' or begun > now - interval '${KEPT_MINUTES} min';
  insert into outbox.asking (consumer, topics, since, at) values (consumer_name, asked, begun, now)
    on conflict (consumer) do update set topics = excluded.topics, since = excluded.since, at = excluded.at;
  return array(select jsonb_object_keys(asked) order by 1);
end
$ask$;

-- A consumer goes on asking: null when there is more to be done about that, as for one that is new. Takes no part in
-- the making of ticks.
create or replace function outbox.renew(consumer_name text, given text[]) returns jsonb language plpgsql as $renew$
declare
  known outbox.consumer;
  asked text[];
begin
  select * into known from outbox.consumer where name = consumer_name and kind = 'service' and state = 'active' for update;
  if not found or not known.topics @> given
      or not exists (select from outbox.stream where consumer = consumer_name) then return null; end if;
  asked := outbox.ask_topics(consumer_name, given);
  if not asked @> known.topics then
    update outbox.consumer set topics = asked where name = consumer_name;
  end if;
  return outbox.whereabouts(consumer_name) || jsonb_build_object('topics', asked,
    'dropped', array(select unnest(known.topics) except select unnest(asked)));
end
$renew$;
`;

/** What became of a subscription that was repeated. */
export interface Renewal extends Whereabouts {
  /** What is sent no longer. */
  readonly dropped: readonly string[];
}

/** Notes that a consumer still asks for these topics. @returns undefined when it has to be subscribed anew */
export async function renew(
  pool: Pool,
  { consumer, topics }: { consumer: string; topics: readonly string[] },
): Promise<Renewal | undefined> {
  const { rows } = await pool.query<{ answer: Renewal | null }>('select outbox.renew($1, $2) as answer', [
    consumer,
    topics,
  ]);
  return rows[0]?.answer ?? undefined;
}
