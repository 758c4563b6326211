import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import type { Ack } from '../queue/wire.ts';
import { CLAIM_SCHEMA } from './claim.ts';
import { ENVELOPE_SCHEMA } from './envelope.ts';
import { PUMP_SCHEMA } from './pump.ts';
import { STREAM_SCHEMA } from './streams.ts';
import { TOPIC_SCHEMA } from './topics.ts';

/** A key of PostgreSQL's advisory locks that only this takes. */
const EPOCH_LOCK = 7_283_114_005;

const EPOCH_SCHEMA = `
-- What this database is: another after a restore, a clone, or a failover. What may not be read is left out.
create or replace function outbox.identity() returns text language plpgsql as $identity$
declare
  cluster text;
  timeline text;
begin
  begin
    select system_identifier into cluster from pg_control_system();
  exception when insufficient_privilege or undefined_function or feature_not_supported then null;
  end;
  begin
    timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);
  exception when insufficient_privilege or undefined_function or feature_not_supported then null;
  end;
  return concat_ws('/', coalesce(cluster, '-'), coalesce(timeline, '-'),
    (select oid from pg_database where datname = current_database()), 'outbox.tick'::regclass::oid);
end
$identity$;

-- The first tick comes after a snapshot in which nothing is visible, and so takes what was written before any relay ran.
-- There is a tick before it too: a place is one that can be gone back to where the tick before its own is kept.
create or replace function outbox.begin_ticks() returns void language sql as $begin$
  insert into outbox.tick (tick, snapshot) values (0, '3:3:'), (1, '3:3:')
$begin$;

-- The transaction ids of rows and ticks go on: every place in a stream means what it meant.
create or replace function outbox.begin_epoch() returns void language sql as $begin$
  update outbox.epoch set previous = epoch, epoch = gen_random_uuid(), identity = outbox.identity(), at = clock_timestamp();
  update outbox.stream set life_tick = end_tick, life_id = end_id,
    sent_tick = ack_tick, sent_id = ack_id, sent_count = ack_count, mark_tick = null, clear_tick = 0, quiet_tick = 0,
    resend_at = null, resends = 0;
$begin$;

-- The rows are of a server whose transaction ids are ahead of this one's: what is not acknowledged is written anew, for
-- each consumer what is for it, in the order in which it was; the ticks begin again.
create or replace function outbox.begin_again() returns void language plpgsql as $again$
declare
  last outbox.tick;
begin
  select * into last from outbox.tick order by tick desc limit 1;
  create temporary table unsent on commit drop as
    select t.tick, m.*, s.consumer from outbox.stream s join outbox.consumer c on c.name = s.consumer
      join outbox.tick t on t.tick >= s.ack_tick join outbox.tick p on p.tick = t.tick - 1
      cross join lateral outbox.claimed(p, t) m
    where m.part = s.part and (m.target = c.name or (m.target is null and m.topic = any (c.topics)))
      and (t.tick > s.ack_tick or m.id > s.ack_id)
    union all
    select last.tick + 1, m.*, coalesce(c.name, m.target) from outbox.message m
      left join outbox.consumer c on c.state = 'active'
        and (m.target = c.name or (m.target is null and m.topic = any (c.topics)))
    where not pg_visible_in_snapshot(m.xid, last.snapshot);
  delete from outbox.message;
  delete from outbox.tick;
  perform outbox.begin_ticks();
  update outbox.epoch set previous = null, epoch = gen_random_uuid(), identity = outbox.identity(), at = clock_timestamp();
  update outbox.stream set life_tick = null, end_tick = 1, end_id = 0, end_count = 0, sent_tick = 1, sent_id = 0,
    sent_count = 0, ack_tick = 1, ack_id = 0, ack_count = 0, mark_tick = null, clear_tick = 0, quiet_tick = 0,
    resend_at = null, resends = 0;
  insert into outbox.message
      (part, kind, topic, target, schema_version, aggregate_id, aggregate_version, payload, headers, created_at)
    select part, kind, topic, consumer, schema_version, aggregate_id, aggregate_version, payload, headers, created_at
    from unsent where consumer is not null order by tick, id;
end
$again$;

create or replace function outbox.check_epoch() returns uuid language plpgsql as $check$
declare
  known outbox.epoch;
  -- Each has a snapshot of its own. What is next is read last: whoever commits in between must not look like the future.
  newest xid8 := (select xid from outbox.message order by xid desc limit 1);
  ticked xid8 := (select pg_snapshot_xmax(snapshot) from outbox.tick order by tick desc limit 1);
  next int8 := pg_snapshot_xmax(pg_current_snapshot())::text::int8;
begin
  select * into known from outbox.epoch;
  if not found then
    insert into outbox.epoch (identity) values (outbox.identity());
  end if;
  if ticked is null then perform outbox.begin_ticks();
  elsif newest::text::int8 >= next or ticked::text::int8 > next then perform outbox.begin_again();
  elsif known.identity <> outbox.identity() then perform outbox.begin_epoch();
  end if;
  return (select epoch from outbox.epoch);
end
$check$;
`;

/**
 * Makes an outbox ready for a relay, and looks whether the database is still the one that it was: after a restore, a
 * clone or a failover a new epoch begins, of which the consumers are told. What was not acknowledged in what is here is
 * sent under it. May run many times and at once.
 *
 * @returns the epoch: what consumers compare before anything else
 */
export async function prepareEpoch(pool: Pool): Promise<string> {
  return locked(pool, async (client) => {
    await installFunctions(client);
    return check(client);
  });
}

/** Looks again whether the database is the one that it was. */
export async function checkEpoch(pool: Pool): Promise<string> {
  return locked(pool, check);
}

/**
 * Begins an epoch because a consumer has what this database knows nothing of: it was put back to an earlier state in a
 * way that shows nowhere else. That consumer has everything that there is; the others go on where they were.
 */
export async function renewEpoch(pool: Pool, { consumer, epoch, cursors }: Ack): Promise<void> {
  await locked(pool, async (client) => {
    const { rowCount } = await client.query('select from outbox.epoch where epoch::text = $1', [epoch]);
    if (rowCount === 0) return; // another process was first
    await client.query(
      `update outbox.stream s set ack_at = clock_timestamp(),
         ack_tick = least(c.tick, s.end_tick), ack_id = case when (c.tick, c.id) > (s.end_tick, s.end_id) then s.end_id else c.id end
       from (select (v->>0)::int2 as part, (v->>1)::int8 as tick, (v->>2)::int8 as id from jsonb_array_elements($2) v) c
       where s.consumer = $1 and s.part = c.part and (c.tick, c.id) > (s.ack_tick, s.ack_id)`,
      [consumer, JSON.stringify(cursors)],
    );
    await client.query('select outbox.begin_epoch()');
  });
}

const FUNCTIONS = [CLAIM_SCHEMA, ENVELOPE_SCHEMA, PUMP_SCHEMA, STREAM_SCHEMA, TOPIC_SCHEMA, EPOCH_SCHEMA].join('\n');
const DIGEST = createHash('sha256').update(FUNCTIONS).digest('hex');

/** Other relays may be running on them: they are made anew only when they are others. */
async function installFunctions(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ digest: string | null }>(
    "select obj_description(to_regprocedure('outbox.check_epoch()'), 'pg_proc') as digest",
  );
  if (rows[0]?.digest === DIGEST) return;
  // What a function returns cannot be replaced.
  await client.query(`drop function if exists outbox.envelopes, outbox.reach; ${FUNCTIONS};
    comment on function outbox.check_epoch() is '${DIGEST}'`);
}

async function check(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ epoch: string }>('select outbox.check_epoch() as epoch');
  return rows[0]?.epoch as string;
}

async function locked<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withTransaction(pool, async (client) => {
    await client.query(`set local statement_timeout = 0; select pg_advisory_xact_lock(${EPOCH_LOCK})`);
    return work(client);
  });
}
