import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { takeTurn } from '../src/relay/claim.ts';
import { readEnvelopes } from '../src/relay/envelope.ts';
import { pump } from '../src/relay/pump.ts';
import { connect, createRelayStage, type Reader, type RelayStage, TOPIC, write } from './support/relay-stage.ts';
import { until } from './support/until.ts';

let stage: RelayStage;
beforeEach(async () => {
  stage = await createRelayStage();
});
afterEach(() => stage.stop());

const CATEGORY = 'catalog.Category';
const MESSAGES = 3_000;

/** Messages of two topics in turn, written by a few transactions. */
async function fill(messages: number): Promise<void> {
  const transactions = 3;
  for (let n = 0; n < transactions; n += 1) {
    await stage.pool.query(
      `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, payload)
        select outbox.part_of(id), 'entity', case n % 2 when 0 then $2 else $3 end, 1, id, '{}'
        from (select n, gen_random_uuid() as id from generate_series(1, $1::int) n) s`,
      [messages / transactions, TOPIC, CATEGORY],
    );
  }
}

async function idsOf(topics: readonly string[]): Promise<number[]> {
  const { rows } = await stage.pool.query<{ id: string }>(
    'select id from outbox.message where topic = any ($1) order by id',
    [topics],
  );
  return rows.map(({ id }) => Number(id));
}

test('each message of large ticks comes once to whom it is for, also that of a transaction that ended late', async () => {
  const relay = await stage.relay({ pollMs: 5, windowMessages: 200 });
  const readers: [Reader, string[]][] = [
    [stage.reader('orders'), [TOPIC]],
    [stage.reader('reviews'), [TOPIC, CATEGORY]],
  ];
  for (const [reader, topics] of readers) await reader.subscribe(relay, topics);
  const slow = await connect(stage.url);
  try {
    await slow.query('begin');
    await write(slow, {}, {}, { topic: CATEGORY });
    await fill(MESSAGES);
    await until(() => relay.counters.messages >= MESSAGES);
    await fill(MESSAGES);
    await slow.query('commit');
    const expected = await Promise.all(readers.map(([, topics]) => idsOf(topics)));
    await until(async () => {
      for (const [reader] of readers) {
        reader.read();
        await reader.ack(relay);
      }
      return readers.every(([reader], index) => reader.taken.length >= (expected[index]?.length ?? 0));
    });
    for (const [index, [reader]] of readers.entries()) {
      expect(reader.ids.toSorted((a, b) => a - b)).toEqual(expected[index]);
    }
  } finally {
    await slow.end();
  }
});

/** How many rows of messages an index returned, while something was done. */
async function rowsRead(client: PoolClient, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query<{ read: string }>(
      `select sum(idx_tup_fetch + seq_tup_read) as read from pg_stat_user_tables
        where schemaname = 'outbox' and relname like 'message%'`,
    );
    return Number(rows[0]?.read);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

test('a piece of a large tick costs what it holds, and not what the tick holds', async () => {
  const relay = await stage.relay();
  const reader = stage.reader('orders');
  await reader.subscribe(relay, [TOPIC, CATEGORY]);
  await relay.stop();
  const messages = 60_000;
  const client = await stage.pool.connect();
  try {
    const window = { messages: 1_000, bytes: 4_000_000, resendMs: 60_000, resendMaxMs: 60_000 };
    const closed = { ...window, messages: 0 };
    await fill(MESSAGES);
    await takeTurn(client, closed, 60_000);
    await fill(messages);
    await stage.pool.query('analyze outbox.message');
    const { epoch } = await takeTurn(client, closed, 60_000);
    const counts: number[] = [];
    const read = await rowsRead(client, async () => {
      const links = await pump(client, window);
      const envelopes = await readEnvelopes(client, { service: 'catalog', epoch }, links);
      counts.push(...envelopes.map(({ message }) => message.data.count));
    });
    // Two for each part, the first of them across two ticks.
    expect(counts).toEqual(Array.from({ length: 16 }, () => 500));
    expect(read).toBeLessThan(messages / 2);
  } finally {
    client.release();
  }
});
