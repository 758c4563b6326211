/** What an inbox is made of. Plain SQL that may be run again and again. */
export const INBOX_SCHEMA = `
create schema if not exists inbox;

-- the sources that this service listens to
create table if not exists inbox.source (
  source text primary key,
  epoch uuid not null,
  -- its epoch before this one: what is still under way of it is passed over
  previous uuid,
  -- all that it sends to this service, whichever process asked for it; null while it has not said
  topics text[],
  at timestamptz not null default clock_timestamp()
);
do $$ begin
  if not exists (select from pg_attribute where attrelid = 'inbox.source'::regclass and attname = 'topics') then
    alter table inbox.source add column topics text[];
  end if;
end $$;

-- up to where each part of each source was taken in
create table if not exists inbox.cursor (
  source text not null,
  part smallint not null,
  -- a position means something in its epoch alone
  epoch uuid not null,
  tick bigint not null,
  id bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (source, part)
) with (fillfactor = 50);

-- what could not be taken in, and what waits behind it
create table if not exists inbox.dead_letter (
  number bigint generated always as identity primary key,
  source text not null,
  epoch uuid not null,
  part smallint not null,
  tick bigint not null,
  message_id bigint not null,
  kind text not null,
  topic text not null,
  schema_version int not null,
  aggregate_id uuid not null,
  aggregate_version bigint,
  payload jsonb not null,
  headers jsonb not null,
  written_at timestamptz not null,
  -- the handler that failed, or 'absorber' for what is taken in as a set; '' where there is none for it
  handler text not null,
  -- open: failed (it was tried), behind (an earlier one of its aggregate failed);
  -- over: replayed, discarded, superseded (a later version of its row was taken in)
  state text not null,
  -- a stable code: HANDLER_FAILED, HANDLER_TIMEOUT, UNKNOWN_MESSAGE, UNKNOWN_VERSION, INVALID_PAYLOAD, REPLICA_FAILED,
  -- TASK_FAILED; of one that waits behind another: BEHIND
  reason text not null,
  error text,
  -- the same for failures of the same kind
  fingerprint text,
  attempts int not null default 0,
  parked_at timestamptz not null default clock_timestamp(),
  tried_at timestamptz,
  ended_at timestamptz,
  unique (source, epoch, part, tick, message_id, handler)
);
create index if not exists dead_letter_open on inbox.dead_letter (source, aggregate_id, number) where state in ('failed', 'behind');

-- who did what to dead letters, replicas and tasks
create table if not exists inbox.audit (
  number bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  who text not null,
  action text not null,
  subject jsonb not null
);

create table if not exists inbox.replica (
  entity text primary key,
  source text not null,
  -- the fields that it keeps and the contract's version: another shape is another generation
  shape text not null,
  -- since when, and when a process last said that it keeps it so
  shape_at timestamptz not null default '-infinity',
  alive_at timestamptz not null default '-infinity',
  generation int not null default 1,
  -- filling, ready
  state text not null default 'filling',
  -- how far the fill has come, and when it last asked for more
  after uuid,
  asked_at timestamptz,
  rows_done bigint not null default 0,
  rows_total bigint,
  started_at timestamptz not null default clock_timestamp(),
  progress_at timestamptz not null default clock_timestamp(),
  ready_at timestamptz,
  checked_at timestamptz,
  check_result jsonb
);

do $$ begin
  if not exists (select from pg_attribute where attrelid = 'inbox.replica'::regclass and attname = 'alive_at') then
    alter table inbox.replica add column shape_at timestamptz not null default '-infinity',
      add column alive_at timestamptz not null default '-infinity';
  end if;
end $$;

-- what rows are written with, by whoever keeps the replica
create or replace function inbox.generation_of(name text, kept text) returns int language plpgsql stable as $$
declare
  found_generation int;
begin
  select generation into found_generation from inbox.replica where entity = name and shape = kept;
  if found_generation is null then
    raise exception 'Another deployment keeps %', name using errcode = 'ST001';
  end if;
  return found_generation;
end $$;

-- answers to a check that one process began and another process of the service received
create unlogged table if not exists inbox.answer (
  id text primary key,
  body jsonb not null,
  at timestamptz not null default clock_timestamp()
);

-- what a replica's statement calls when a payload lacks a field that it must have
create or replace function inbox.incomplete(payload jsonb, required text[]) returns jsonb language plpgsql as $$
begin
  raise exception 'A payload has no %', (
    select string_agg(field, ', ') from unnest(required) field where payload #>> string_to_array(field, '.') is null
  ) using errcode = 'not_null_violation';
end $$;

create table if not exists inbox.task (
  id uuid primary key,
  topic text not null,
  schema_version int not null,
  -- who asked, and gets the outcome; null for one that this service's own schedule made
  asker text,
  aggregate_id uuid not null,
  -- at most one open or done task of a topic has it; one that failed, expired or was cancelled lets go of it
  key text,
  -- the schedule that made it; at most one of a schedule is open
  schedule text,
  input jsonb not null,
  headers jsonb not null,
  -- waiting, running, done, failed, expired, cancelled
  state text not null default 'waiting',
  attempts int not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  deadline_at timestamptz,
  lease_until timestamptz,
  lease uuid,
  -- asked to stop while it was running
  cancelling boolean not null default false,
  -- when a job for it was last put into the queue, which may lose it
  queued_at timestamptz,
  output jsonb,
  failure text,
  error text,
  arrived_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
) with (fillfactor = 70);
create unique index if not exists task_key on inbox.task (topic, key)
  where key is not null and state in ('waiting', 'running', 'done');
create unique index if not exists task_schedule on inbox.task (schedule)
  where schedule is not null and state in ('waiting', 'running');
create index if not exists task_due on inbox.task (due_at) where state in ('waiting', 'running');
create index if not exists task_fresh on inbox.task (due_at) where state = 'waiting' and queued_at is null;
create index if not exists task_deadline on inbox.task (deadline_at)
  where deadline_at is not null and state in ('waiting', 'running');
create index if not exists task_ended on inbox.task (ended_at) where ended_at is not null;

-- who asked for a task that somebody had asked for before, under the same key: they get its outcome too
create table if not exists inbox.task_asker (
  id uuid primary key,
  task uuid not null references inbox.task on delete cascade,
  asker text not null,
  aggregate_id uuid not null,
  headers jsonb not null,
  withdrawn boolean not null default false
);
create index if not exists task_asker_task on inbox.task_asker (task);

create table if not exists inbox.schedule (
  name text primary key,
  pattern text not null,
  next_at timestamptz not null,
  last_at timestamptz
);
`;
