import { newId } from '@strata/basis-core';
import type { Pool } from 'pg';
import { createMessagingPool } from '../src/database.ts';
import { eraseFromOutbox, inTransaction, maintainOutbox } from '../src/index.ts';
import {
  audit,
  Book,
  BookClosed,
  BookEntry,
  emitting,
  type Ledger,
  messages,
  openLedger,
  origin,
} from './support/ledger.ts';

let ledger: Ledger;
let pool: Pool;
beforeEach(async () => {
  ledger = await openLedger();
  pool = createMessagingPool('ledger', ledger.url);
});
afterEach(async () => {
  await pool.end();
  await ledger.stop();
});

const DAY_MS = 86_400_000;
const dayOf = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
const days = async () => {
  const { rows } = await pool.query<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'outbox.message'::regclass order by 1",
  );
  return rows.map(({ name }) => name.slice('outbox.message_'.length).replaceAll('_', '-'));
};

/** A day in the past, with a message. */
async function pastDay(offset: number): Promise<string> {
  const day = dayOf(offset);
  const name = `outbox.message_${day.replaceAll('-', '_')}`;
  await pool.query(
    `create table ${name} partition of outbox.message for values from ('${day}T00:00:00Z') to ('${dayOf(offset + 1)}T00:00:00Z')`,
  );
  await pool.query(
    `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, payload, created_at) values (0, 'event', 'ledger.Old', 1, $1, '{}', $2)`,
    [newId(), `${day}T12:00:00Z`],
  );
  return day;
}

/** A tick of all that is committed, as a relay makes them, of so many days ago. */
const tick = (number: number, offset = 0) =>
  pool.query(
    'insert into outbox.tick (tick, snapshot, at) values ($1, pg_current_snapshot(), now() + make_interval(days => $2))',
    [number, offset],
  );

async function consumer(name: string, place: { end: number; ack: number }): Promise<void> {
  await pool.query('insert into outbox.consumer (name) values ($1)', [name]);
  await pool.query(
    `insert into outbox.stream (consumer, part, end_tick, end_id, sent_tick, sent_id, ack_tick, ack_id) values ($1, 0, $2, 1, $2, 1, $3, 1)`,
    [name, place.end, place.ack],
  );
}

test('days are made ahead, each once, and bear the names of UTC days', async () => {
  const expected = Array.from({ length: 11 }, (_, offset) => dayOf(offset));
  const facts = await Promise.all([maintainOutbox(pool, { daysAhead: 10 }), maintainOutbox(pool, { daysAhead: 10 })]);
  expect(await days()).toEqual(expected);
  expect(facts[0]).toMatchObject({ daysAhead: 10, oldestDay: dayOf(0), dropped: [], held: [] });
  expect(facts[0]?.bytes).toBeGreaterThan(0);
});

test('a day that every consumer has acknowledged goes when it is old enough', async () => {
  const [old, young] = [await pastDay(-9), await pastDay(-6)];
  await tick(5);
  await consumer('behind nothing', { end: 3, ack: 3 });
  const { dropped, held, oldestDay } = await maintainOutbox(pool);
  expect({ dropped, held, oldestDay }).toEqual({ dropped: [old], held: [], oldestDay: young });
  expect(await days()).not.toContain(old);
  expect(
    await pool.query("select to_regclass('outbox.message_' || $1) as gone", [old.replaceAll('-', '_')]),
  ).toMatchObject({
    rows: [{ gone: null }],
  });
});

test('a day that a consumer has not acknowledged stays, and so do the later ones', async () => {
  const first = await pastDay(-10);
  await tick(4);
  const second = await pastDay(-9);
  await tick(5);
  await consumer('fast', { end: 5, ack: 5 });
  await consumer('slow', { end: 5, ack: 4 });
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [], held: [first, second] });
  await pool.query('update outbox.stream set ack_tick = 5 where consumer = $1', ['slow']);
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [first, second], held: [] });
});

test('an abandoned consumer holds nothing', async () => {
  const day = await pastDay(-9);
  await tick(5);
  await consumer('gone', { end: 5, ack: 1 });
  expect(await maintainOutbox(pool)).toMatchObject({ held: [day] });
  await pool.query("update outbox.consumer set state = 'abandoned'");
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [day] });
});

test('a message that no tick has seen yet keeps its day, however long its transaction is open', async () => {
  const day = await pastDay(-9);
  await tick(5);
  const late = await pool.connect();
  await late.query('begin');
  await late.query(
    `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, payload, created_at) values (0, 'event', 'ledger.Old', 1, $1, '{}', $2)`,
    [newId(), `${day}T13:00:00Z`],
  );
  await late.query('commit');
  late.release();
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [], held: [day] });
  await tick(6);
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [day] });
});

test('before any relay has run nothing is dropped', async () => {
  const day = await pastDay(-30);
  expect(await maintainOutbox(pool)).toMatchObject({ dropped: [], held: [day] });
});

test('ticks go with their days, but for the one before the first that is needed', async () => {
  await tick(1, -20);
  await tick(2, -10);
  await tick(3, -9);
  await tick(4, -1);
  await consumer('slow', { end: 4, ack: 3 });
  await maintainOutbox(pool);
  expect((await pool.query('select tick::int from outbox.tick order by tick')).rows).toEqual([
    { tick: 2 },
    { tick: 3 },
    { tick: 4 },
  ]);
  await pool.query('update outbox.stream set ack_tick = 4');
  await maintainOutbox(pool);
  expect((await pool.query('select tick::int from outbox.tick order by tick')).rows).toEqual([
    { tick: 3 },
    { tick: 4 },
  ]);
});

test('what a process that was killed left half detached is finished', async () => {
  const [pending, forgotten] = [await pastDay(-12), await pastDay(-11)];
  await tick(5);
  const name = (day: string) => `outbox.message_${day.replaceAll('-', '_')}`;
  await pool.query(`alter table outbox.message detach partition ${name(forgotten)}`);
  const reader = await pool.connect();
  await reader.query('begin isolation level repeatable read');
  await reader.query('select count(*) from outbox.message');
  const killed = await pool.connect();
  await killed.query("set statement_timeout = '200ms'");
  await expect(
    killed.query(`alter table outbox.message detach partition ${name(pending)} concurrently`),
  ).rejects.toThrow('timeout');
  killed.release(true);
  await reader.query('commit');
  reader.release();
  await maintainOutbox(pool);
  expect(
    (
      await pool.query('select relname from pg_class where relname in ($1, $2)', [
        name(pending).slice(7),
        name(forgotten).slice(7),
      ])
    ).rows,
  ).toEqual([]);
});

test('a person who is erased is gone from the messages that are kept', async () => {
  const unit = (work: Parameters<typeof inTransaction>[2]) => inTransaction(ledger.orm, origin, work, { emitting });
  const id = newId();
  await unit(async ({ em, emit }) => {
    const book = Object.assign(new Book(), { id, name: 'Ada Lovelace', note: 'Ada’s' });
    book.entries.add(Object.assign(new BookEntry(), { book, position: 0 }));
    em.persist(book);
    emit(BookClosed({ id }, { reason: 'because of Ada' }));
    emit(audit({ id }, { bookId: id }));
  });
  await unit(async ({ em }) => {
    Object.assign(await em.findOneOrFail(Book, id), { name: 'nobody', note: null });
  });
  const other = newId();
  await unit(async ({ em }) => em.persist(Object.assign(new Book(), { id: other, name: 'Ada too' })));
  expect(await eraseFromOutbox(pool, ledger.orm, emitting, { aggregateId: id })).toBe(3);
  const kept = await messages(ledger, id);
  expect(JSON.stringify(kept)).not.toContain('Ada');
  expect(kept.map(({ kind, aggregate_version }) => [kind, aggregate_version])).toEqual([
    ['entity', 1],
    ['event', null],
    ['task', null],
    ['entity', 2],
  ]);
  expect(kept[0]?.payload).toEqual(kept[3]?.payload);
  expect(kept[2]?.payload.input).toEqual({ bookId: id });
  expect((await messages(ledger, other))[0]?.payload.name).toBe('Ada too');
});
