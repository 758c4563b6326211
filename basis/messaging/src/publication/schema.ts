import { MAX_WRITES } from '@strata/basis-core';
import { MAX_PAYLOAD_BYTES } from '../queue/wire.ts';

/** SQLSTATEs by which the functions below say what is wrong; `publication-error.ts` turns them into errors. */
export const PUBLICATION_FAULTS = {
  delete: 'STR01',
  id: 'STR02',
  size: 'STR03',
  aggregate: 'STR04',
} as const;

/** Of jsonb's text, how many times as long as its stored form it may be: a control character is written as \u0001. */
const MAX_TEXT_RATIO = 6;
/** A payload whose stored form is not larger cannot be too large: no need to write its text out to know. */
export const CHECKED_BYTES = Math.floor(MAX_PAYLOAD_BYTES / MAX_TEXT_RATIO);

/**
 * What writes outbox rows: functions that the triggers of publications share, and the one that writes what a unit of
 * work emits. Plain SQL that may be run again and again; it needs OUTBOX_SCHEMA.
 */
export const PUBLICATION_SCHEMA = `
-- rows that a migration changed: published when the migrations are through, by the mappings of after
create table if not exists outbox.unpublished (
  publication text not null,
  id uuid not null,
  primary key (publication, id)
);

-- a whole number as JavaScript can hold it
create or replace function outbox.whole(value bigint) returns bigint language plpgsql immutable strict parallel safe as $$
begin
  if abs(value) > 9007199254740991 then
    raise exception '% is beyond what a published whole number may be', value using errcode = 'numeric_value_out_of_range';
  end if;
  return value;
end $$;

-- whether the row version that this xmin belongs to was written by this very transaction, or a savepoint of it: what
-- is visible and still in progress can be nobody else's
create or replace function outbox.is_ours(xmin xid) returns boolean language sql stable as $$
  select age(xmin) <= 0 and (age(xmin) = 0 or
    pg_xact_status(((pg_current_xact_id()::text::bigint - age(xmin))::text)::xid8) = 'in progress')
$$;

create or replace function outbox.headers() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('strata.headers', true), ''), '{}')::jsonb
$$;

create or replace function outbox.is_migrating() returns boolean language sql stable as $$
  select coalesce(current_setting('strata.migrating', true), '') = 'on'
$$;

-- the payload, unless its text is too large
create or replace function outbox.checked(topic text, id uuid, payload jsonb) returns jsonb language plpgsql as $$
begin
  if octet_length(payload::text) > ${MAX_PAYLOAD_BYTES} then
    raise exception 'the payload of % % has % bytes, more than ${MAX_PAYLOAD_BYTES}', topic, id, octet_length(payload::text)
      using errcode = '${PUBLICATION_FAULTS.size}';
  end if;
  return payload;
end $$;

create or replace function outbox.refuse_delete() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are published: they are changed, and never deleted', tg_table_name
    using errcode = '${PUBLICATION_FAULTS.delete}';
end $$;

-- called at the start of a migration's transaction: what it changes is noted for later, statement by statement, so that
-- no trigger is pending when it alters the table, and no mapping of before meets columns of after
create or replace function outbox.begin_migration() returns void language plpgsql as $$
declare
  found record;
begin
  perform set_config('strata.migrating', 'on', true);
  for found in
    select distinct space.nspname, made.tgname from pg_trigger made
    join pg_class class on class.oid = made.tgrelid join pg_namespace space on space.oid = class.relnamespace
    where starts_with(made.tgname, 'strata_publish') and made.tgdeferrable
  loop
    execute format('set constraints %I.%I immediate', found.nspname, found.tgname);
  end loop;
end $$;

-- writes what a unit of work emits: after the entities that it changed, and with the aggregates of its events locked,
-- so that the events of one aggregate are in the order of their commits
create or replace function outbox.emit(emissions jsonb) returns void language plpgsql as $$
declare
  aggregate record;
  locked int;
begin
  set constraints all immediate;
  for aggregate in
    select given->>'table' as name, given->>'idColumn' as id, array_agg(distinct (given->>'aggregateId')::uuid) as ids,
      min(given->>'topic') as topic
    from jsonb_array_elements(emissions) given where given ? 'table' group by 1, 2 order by 1
  loop
    execute format('select count(*) from (select from %s where %s = any ($1) order by %s for no key update) locked',
      aggregate.name, aggregate.id, aggregate.id) into locked using aggregate.ids;
    if locked < cardinality(aggregate.ids) then
      raise exception '% was emitted for an aggregate that is not there: %', aggregate.topic, aggregate.ids
        using errcode = '${PUBLICATION_FAULTS.aggregate}';
    end if;
  end loop;
  insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, payload, headers)
    select outbox.part_of((given->>'aggregateId')::uuid), given->>'kind', given->>'topic', given->>'target',
      (given->>'schemaVersion')::int, (given->>'aggregateId')::uuid, given->'payload', outbox.headers()
    from jsonb_array_elements(emissions) with ordinality as emitted (given, place) order by place;
  insert into outbox.asked (id, topic, target, schema_version, aggregate_id, input, headers, deadline_at)
    select (given->'payload'->>'id')::uuid, given->>'topic', given->>'target', (given->>'schemaVersion')::int,
      (given->>'aggregateId')::uuid, given->'payload'->'input', outbox.headers(),
      -- nothing is kept for whoever was abandoned: nobody will answer
      least((given->'payload'->>'deadlineAt')::timestamptz,
        (select clock_timestamp() from outbox.consumer c where c.name = given->>'target' and c.state = 'abandoned'))
    from jsonb_array_elements(emissions) given where given->>'kind' = 'task';
  set constraints all deferred;
end $$;

-- the published rows that this transaction has written, with the versions that will be seen of them; where they are
-- many, the last of each type and part for all of them
create or replace function outbox.writes() returns jsonb language plpgsql as $$
declare
  found jsonb;
begin
  set constraints all immediate;
  with written as (
    select topic, part, aggregate_id, max(aggregate_version) as version, max(id) as place
    from outbox.message where kind = 'entity' and xid = pg_current_xact_id_if_assigned()
      -- for the days to look in; clocks may be set back a little
      and created_at > now() - interval '1 hour' and created_at < now() + interval '1 day'
    group by topic, part, aggregate_id
  ), ranked as (
    select *, count(*) over () > ${MAX_WRITES} as are_many, row_number() over (partition by topic, part order by place desc) as rank
    from written
  )
  select jsonb_agg(jsonb_build_object('type', topic, 'id', aggregate_id, 'version', version)
      || case when are_many then '{"last": true}' else '{}' end::jsonb order by place) into found
    from ranked where not are_many or rank = 1;
  set constraints all deferred;
  return found;
end $$;

-- days of messages that are not there yet, from today: made apart and attached, which holds no writer up
create or replace function outbox.make_days(ahead int) returns int language plpgsql as $$
declare
  today date := (clock_timestamp() at time zone 'UTC')::date;
  day date;
  name text;
  made int := 0;
begin
  perform pg_advisory_xact_lock(7283114006);
  for day in select today + step from generate_series(0, ahead) step loop
    name := to_char(day, '"message_"YYYY_MM_DD');
    continue when to_regclass(format('outbox.%I', name)) is not null;
    execute format('create table outbox.%I (like outbox.message including defaults including constraints)', name);
    execute format('alter table outbox.message attach partition outbox.%I for values from (%L) to (%L)',
      name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
    made := made + 1;
  end loop;
  return made;
end $$;
`;
