import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { type Link, takeTurn } from '../src/relay/claim.ts';
import { readEnvelopes } from '../src/relay/envelope.ts';
import { prepareEpoch } from '../src/relay/epoch.ts';
import { pump } from '../src/relay/pump.ts';
import { createRelayStage, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

const WINDOW = { messages: 4_000, bytes: 4_000_000, resendMs: 1_000, resendMaxMs: 30_000 };
const ROWS = 200_000;
/** What a claim of nothing may look at, of 8 kB each: the ways down the indexes, whatever the table's size. */
const IDLE_PAGES = 60;

/** Rows that were claimed long ago, in each of three days. */
async function fill(rows: number): Promise<void> {
  await stage.pool.query(`
    drop table outbox.message_of_all_days;
    create table outbox.m1 partition of outbox.message for values from (minvalue) to ('2025-01-02');
    create table outbox.m2 partition of outbox.message for values from ('2025-01-02') to ('2025-01-03');
    create table outbox.m3 partition of outbox.message for values from ('2025-01-03') to (maxvalue)`);
  await prepareEpoch(stage.pool);
  await stage.pool.query(
    `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, payload, created_at)
      select n & 7, 'entity', $2, 1, gen_random_uuid(), '{}', timestamptz '2025-01-01' + n % 3 * interval '1 day'
      from generate_series(1, $1::int) n`,
    [rows, TOPIC],
  );
  await takeTurn(stage.pool, WINDOW, 60_000);
}

/** How many pages of the outbox a statement touched. */
async function pagesOf(client: PoolClient, work: () => Promise<unknown>): Promise<number> {
  const touched = async () => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query<{ pages: string }>(
      `select sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)) as pages
        from pg_statio_user_tables where schemaname = 'outbox'`,
    );
    return Number(rows[0]?.pages);
  };
  const before = await touched();
  await work();
  return (await touched()) - before;
}

test('a turn that finds nothing looks at a handful of pages, however many rows are kept', async () => {
  await fill(ROWS);
  const client = await stage.pool.connect();
  try {
    for (let n = 0; n < 8; n += 1) {
      let state: string | undefined;
      const pages = await pagesOf(client, async () => {
        ({ state } = await takeTurn(client, WINDOW, 60_000));
      });
      expect(state).toBe('idle');
      expect(pages).toBeLessThan(IDLE_PAGES);
    }
  } finally {
    client.release();
  }
});

test('a turn that finds nothing writes nothing, and locks nothing', async () => {
  const relay = await stage.relay({ pollMs: 10 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await write(stage.pool, {});
  relay.wake();
  await until(() => {
    reader.read();
    return reader.taken.length === 1;
  });
  await reader.ack(relay);
  // Whoever wrote a row left its transaction's id in it.
  const lastWritten = async () => {
    const { rows } = await stage.pool.query<{ last: string }>(
      `select greatest((select max(xmin::text::int8) from outbox.stream), (select max(xmin::text::int8) from outbox.tick),
        (select max(xmax::text::int8) from outbox.tick)) as last`,
    );
    return rows[0]?.last;
  };
  const before = await lastWritten();
  const { turns } = relay.counters;
  await until(() => relay.counters.turns > turns + 20);
  expect(await lastWritten()).toBe(before);
});

test('the claim of a tick among many rows goes by the index of transactions', async () => {
  await fill(ROWS);
  await write(stage.pool, {});
  await takeTurn(stage.pool, WINDOW, 60_000);
  await stage.pool.query('analyze outbox.message');
  const client = await stage.pool.connect();
  try {
    await client.query('set enable_seqscan = off; set jit = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off)
      select m.id from outbox.tick t join outbox.tick p on p.tick = t.tick - 1, lateral outbox.claimed(p, t) m
      where t.tick = (select max(tick) from outbox.tick)`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index.*xid/);
    expect(plan).not.toContain('Seq Scan');
    // The day that the tick's messages are of, and no other.
    expect(plan).toContain('never executed');
  } finally {
    client.release(true);
  }
});

test('for a consumer of a rare topic nothing is looked at that lies between its messages', async () => {
  const relay = await stage.relay({ resendAfterMs: 60_000 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay, ['catalog.Category']);
  await relay.stop();
  const others = 3_000;
  // As many transactions before: a server that was just made has had fewer.
  await stage.pool.query(
    `do $$ begin for n in 1..${others + 100} loop perform pg_current_xact_id(); commit; end loop; end $$`,
  );
  // As many ticks of another topic, each with a message.
  await stage.pool.query(
    `with written as (
       insert into outbox.message (xid, part, kind, topic, schema_version, aggregate_id, payload)
         select (10 + n)::text::xid8, 3, 'entity', $2, 1, gen_random_uuid(), '{}' from generate_series(1, $1::int) n
         returning xid, id, created_at)
     insert into outbox.tick (tick, snapshot, messages, last_id, first_at, last_at, topics, parts)
       select row_number() over (order by id) + 1, ((xid::text::int8 + 1) || ':' || (xid::text::int8 + 1) || ':')::pg_snapshot,
         1, id, created_at, created_at, array[$2], 255 from written`,
    [others, TOPIC],
  );
  await write(stage.pool, { topic: 'catalog.Category' });
  const client = await stage.pool.connect();
  try {
    let link: Link | undefined;
    const window = { ...WINDOW, resendMs: 0 };
    expect(
      await pagesOf(client, async () => {
        const turn = await takeTurn(client, window, 60_000);
        [link] = turn.links ?? [];
        await readEnvelopes(client, { service: 'catalog', epoch: turn.epoch }, turn.links ?? []);
      }),
    ).toBeLessThan(others / 10);
    expect(link).toMatchObject({ from: [1, 0], to: [others + 2, others + 1], messages: 1 });
    expect(
      await pagesOf(client, async () => {
        const [again] = await pump(client, window);
        expect(again).toMatchObject({ from: [1, 0], to: link?.to, since: others + 2, messages: 1, again: true });
        const [envelope] = await readEnvelopes(client, { service: 'catalog', epoch: '' }, again ? [again] : []);
        expect(envelope?.message.data.count).toBe(1);
      }),
    ).toBeLessThan(others / 10);
  } finally {
    client.release();
  }
});

test('a relay that rests finds what somebody wrote and told nobody', async () => {
  const relay = await stage.relay({ pollMs: 10 });
  const reader = stage.reader('orders');
  await reader.subscribe(relay);
  await until(() => relay.counters.turns > 60); // it rests from the thirtieth on that finds nothing
  const [id] = await write(stage.pool, {});
  await until(() => {
    reader.read();
    return reader.ids.includes(id ?? 0);
  });
});
