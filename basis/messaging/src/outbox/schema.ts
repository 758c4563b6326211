/**
 * What an outbox is made of. Plain SQL that may be run again and again. `message` is partitioned by day; there is no
 * default partition, so that a day can be detached while others are written: days are made ahead.
 */
export const OUTBOX_SCHEMA = `
create schema if not exists outbox;

create table if not exists outbox.message (
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  part smallint not null,
  kind text not null,
  topic text not null,
  -- null: for whoever subscribed to the topic; else for this service alone
  target text,
  schema_version int not null,
  aggregate_id uuid not null,
  aggregate_version bigint,
  payload jsonb not null,
  headers jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
) partition by range (created_at);
create index if not exists message_xid on outbox.message (xid);
-- by this, a piece of a large tick is found without a look at all of it
create index if not exists message_place on outbox.message (part, id);

-- each tick is a snapshot: its messages are those that became visible since the one before it, so a tick's row is
-- needed as long as the messages of the next one are kept
create table if not exists outbox.tick (
  tick bigint primary key,
  snapshot pg_snapshot not null,
  at timestamptz not null default clock_timestamp(),
  messages int not null default 0,
  last_id bigint not null default 0,
  -- between which moments its messages were written: the days to look for them in
  first_at timestamptz,
  last_at timestamptz,
  -- what it has messages of, to pass it over: topics, and each target as '> name'; parts as bits
  topics text[],
  parts int,
  first_id bigint
);
alter table outbox.tick add column if not exists first_id bigint;

-- one row: what this database is, to notice that it was restored
create table if not exists outbox.epoch (
  one boolean primary key default true check (one),
  epoch uuid not null default gen_random_uuid(),
  identity text not null,
  -- the epoch before, where positions up to \`stream.life_*\` mean in it what they mean in this one
  previous uuid,
  at timestamptz not null default now()
);

create table if not exists outbox.consumer (
  name text primary key,
  topics text[] not null default '{}',
  -- service: acknowledged from its database; process: a broadcast consumer with its cursor in memory
  kind text not null default 'service',
  -- active, or abandoned by an operator: nothing is kept for it any more
  state text not null default 'active',
  -- the epoch that it is known to know
  epoch uuid,
  registered_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- since when a consumer has been asking without a pause, when it last did, and when it last did for each topic
create table if not exists outbox.asking (
  consumer text primary key references outbox.consumer on delete cascade,
  topics jsonb not null,
  since timestamptz not null,
  at timestamptz not null
);

-- where each part of each consumer's stream ends, up to where it was sent, up to where it was acknowledged
create table if not exists outbox.stream (
  consumer text not null references outbox.consumer on delete cascade,
  part smallint not null,
  end_tick bigint not null, end_id bigint not null,
  sent_tick bigint not null, sent_id bigint not null, sent_at timestamptz not null default now(),
  ack_tick bigint not null, ack_id bigint not null, ack_at timestamptz not null default now(),
  -- how many messages were before those places; of the acknowledged, at least, and exact when all is acknowledged
  end_count bigint not null default 0, sent_count bigint not null default 0, ack_count bigint not null default 0,
  -- a place that was sent and its count: what ack_count becomes when it is acknowledged
  mark_tick bigint, mark_id bigint, mark_count bigint,
  -- no message of the stream lies between sent and the end of this tick
  clear_tick bigint not null default 0,
  -- and none lies between what was acknowledged and the end of this one
  quiet_tick bigint not null default 0,
  -- where the stream ended when the epoch began
  life_tick bigint, life_id bigint,
  -- when the first message was written that came after all had been acknowledged
  behind_at timestamptz,
  -- when what is not acknowledged is sent again, and how often that was done since anything moved
  resend_at timestamptz, resends int not null default 0, again_at timestamptz,
  primary key (consumer, part)
) with (fillfactor = 50);

do $$ begin
  if not exists (select from pg_attribute where attrelid = 'outbox.stream'::regclass and attname = 'quiet_tick') then
    alter table outbox.tick add column topics text[], add column parts int;
    alter table outbox.stream add column quiet_tick bigint not null default 0;
  end if;
end $$;

-- tasks that this service asked others for, until their outcome was taken in
create table if not exists outbox.asked (
  id uuid primary key,
  topic text not null,
  target text not null,
  schema_version int not null,
  aggregate_id uuid not null,
  input jsonb not null,
  headers jsonb not null default '{}',
  deadline_at timestamptz,
  asked_at timestamptz not null default clock_timestamp(),
  -- null while open; else done, failed, expired or cancelled
  outcome text,
  output jsonb,
  -- why it failed: one of the contract's failures, or a reason of the platform's
  failure text,
  settled_at timestamptz
);
create index if not exists asked_deadline on outbox.asked (deadline_at) where outcome is null and deadline_at is not null;
create index if not exists asked_open on outbox.asked (topic, aggregate_id) where outcome is null;
create index if not exists asked_settled on outbox.asked (settled_at) where settled_at is not null;

-- the part of an aggregate: the same everywhere and for ever
create or replace function outbox.part_of(aggregate uuid) returns smallint
  language sql immutable strict parallel safe
  as $$ select (hashtextextended(aggregate::text, 0) & 7)::smallint $$;
`;
