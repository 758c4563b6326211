import { MikroORM } from '@mikro-orm/postgresql';
import type { Emission } from '@strata/basis-contract';
import { event, task, text } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { ormConfiguration } from '@strata/basis-storage';
import { silentLogger } from '@strata/basis-testing';
import { inTransaction, type Unit, writeEmissions } from '../src/index.ts';
import {
  audit,
  Book,
  BookClosed,
  BookContract,
  BookEntry,
  emitting,
  type Ledger,
  messages,
  openLedger,
  origin,
  type StoredMessage,
} from './support/ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.stop());

const unit = <T>(work: (unit: Unit) => Promise<T>, afterCommit?: () => void) =>
  inTransaction(ledger.orm, origin, work, { emitting, afterCommit });
const em = () => ledger.orm.em.fork();

async function stored(): Promise<Book> {
  const fork = em();
  const book = Object.assign(new Book(), { name: 'a book' });
  fork.persist(book);
  await fork.flush();
  return book;
}

const written = async (id: string) => (await messages(ledger, id)).map(({ kind, topic }) => `${kind} ${topic}`);

test('an event follows the change that it is about, in one transaction, part and trace', async () => {
  const { id } = await stored();
  await unit(async ({ em, emit }) => {
    const book = await em.findOneOrFail(Book, id);
    emit(BookClosed(book, { reason: 'full' }));
    book.name = 'closed';
  });
  const [, state, happened] = (await messages(ledger, id)) as [StoredMessage, StoredMessage, StoredMessage];
  expect(await written(id)).toEqual(['entity ledger.Book', 'entity ledger.Book', 'event ledger.BookClosed']);
  expect(happened).toMatchObject({
    aggregate_version: null,
    schema_version: 1,
    target: null,
    payload: { reason: 'full' },
    headers: { requestId: 'request-1', viewerId: origin.viewer.id },
  });
  expect([happened.xid, happened.part, happened.headers]).toEqual([state.xid, state.part, state.headers]);
  expect(state.payload.name).toBe('closed');
});

test('a child’s change is published before the event that is emitted with it', async () => {
  const { id } = await stored();
  await unit(async ({ em, emit }) => {
    em.create(BookEntry, { book: id, position: 1 } as never);
    emit(BookClosed({ id }, { reason: 'booked' }));
  });
  expect(await written(id)).toEqual(['entity ledger.Book', 'entity ledger.Book', 'event ledger.BookClosed']);
});

test('a task is written for whoever carries it out, and remembered by whoever asked', async () => {
  const { id } = await stored();
  await unit(async ({ emit }) => {
    emit(audit({ id }, { bookId: id }, { key: `audit ${id}`, delayMs: 1_000, deadlineMs: 60_000 }));
  });
  const [, asked] = await messages(ledger, id);
  expect(asked).toMatchObject({ kind: 'task', topic: 'audit.audit', target: 'audit', schema_version: 3 });
  expect(asked?.payload).toEqual({
    id: expect.any(String),
    key: `audit ${id}`,
    dueAt: '2026-11-23T10:00:01.000Z',
    deadlineAt: '2026-11-23T10:01:00.000Z',
    input: { bookId: id },
  });
  const rows = await em().execute('select *, deadline_at::text as deadline from outbox.asked where aggregate_id = ?', [
    id,
  ]);
  expect(rows).toEqual([
    expect.objectContaining({
      id: asked?.payload.id,
      topic: 'audit.audit',
      target: 'audit',
      input: { bookId: id },
      outcome: null,
    }),
  ]);
  expect(new Date(rows[0]?.deadline as string)).toEqual(new Date('2026-11-23T10:01:00Z'));
});

test('what is emitted is what it was when it was emitted', async () => {
  const { id } = await stored();
  await unit(async ({ emit }) => {
    const payload = { reason: 'then' };
    emit(BookClosed({ id }, payload));
    payload.reason = 'now';
  });
  expect((await messages(ledger, id)).at(-1)?.payload).toEqual({ reason: 'then' });
});

test('a text is written as it is, whatever it looks like', async () => {
  const { id } = await stored();
  const reason = `it's "?" \\ ?? $1 ); drop table outbox.message; -- \u2028 🦊 \n`;
  await unit(async ({ emit }) => emit(BookClosed({ id }, { reason })));
  expect((await messages(ledger, id)).at(-1)?.payload).toEqual({ reason });
});

test('a unit that fails emits nothing, and nobody is told of a commit', async () => {
  const { id } = await stored();
  let commits = 0;
  const failing = unit(
    async ({ emit }) => {
      emit(BookClosed({ id }, { reason: 'never' }));
      throw new Error('on second thoughts');
    },
    () => {
      commits += 1;
    },
  );
  await expect(failing).rejects.toThrow('on second thoughts');
  expect(await written(id)).toEqual(['entity ledger.Book']);
  expect(commits).toBe(0);
});

test('a unit that is started over emits once', async () => {
  const { id } = await stored();
  let attempts = 0;
  let commits = 0;
  await unit(
    async ({ em, emit }) => {
      attempts += 1;
      emit(BookClosed({ id }, { reason: `attempt ${attempts}` }));
      if (attempts === 1) await em.execute("do $$ begin raise exception 'again' using errcode = '40001'; end $$");
    },
    () => {
      commits += 1;
    },
  );
  const made = await messages(ledger, id);
  expect(made.slice(1).map(({ payload }) => payload)).toEqual([{ reason: 'attempt 2' }]);
  expect(commits).toBe(1);
});

const Foreign = event('shop.Other', 1, { of: BookContract, fields: {} });
const Newer = event('ledger.BookClosed', 2, { of: BookContract, fields: { reason: text() } });
const foreignTask = task('mail.send', 1, { input: {}, output: {}, failures: [] });
const id = newId();

test.each<[string, string, Emission]>([
  ['an event that the manifest does not list', 'UNDECLARED_EMISSION', Foreign({ id }, {})],
  ['another version of an event', 'UNDECLARED_EMISSION', Newer({ id }, { reason: '' })],
  ['a task that the manifest does not list', 'UNDECLARED_EMISSION', foreignTask({ id }, {})],
  ['a payload that does not fit', 'INVALID_PAYLOAD', BookClosed({ id }, { reason: 7 as never })],
  ['half a character', 'INVALID_PAYLOAD', BookClosed({ id }, { reason: '\ud800' })],
  ['an aggregate without an id', 'INVALID_PAYLOAD', BookClosed({ id: 'book' }, { reason: '' })],
  ['a payload that is too large', 'MESSAGE_TOO_LARGE', BookClosed({ id }, { reason: 'x'.repeat(256 * 1024) })],
  ['an aggregate that is not there', 'NO_SUCH_AGGREGATE', BookClosed({ id }, { reason: '' })],
])('%s is refused, with all that its unit did', async (_what, code, emission) => {
  const book = await stored();
  const refused = unit(async ({ em, emit }) => {
    (await em.findOneOrFail(Book, book.id)).name = 'changed';
    emit(emission);
  });
  await expect(refused).rejects.toMatchObject({ code });
  expect(await written(book.id)).toEqual(['entity ledger.Book']);
});

test('emitting after the unit is over is refused', async () => {
  let late: Unit['emit'] | undefined;
  await unit(async ({ emit }) => {
    late = emit;
  });
  expect(() => late?.(BookClosed({ id }, { reason: '' }))).toThrow(expect.objectContaining({ code: 'UNIT_ENDED' }));
});

test('an event waits for whoever holds its aggregate', async () => {
  const { id } = await stored();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const first = unit(async ({ em, emit }) => {
    await em.execute('select from "ledger book" where id = ? for update', [id]);
    locked();
    await held;
    emit(BookClosed({ id }, { reason: 'first' }));
  });
  await isLocked;
  const second = unit(async ({ emit }) => emit(BookClosed({ id }, { reason: 'second' })));
  await untilBlocked();
  release();
  await Promise.all([first, second]);
  const rows = (await messages(ledger, id)).slice(1);
  expect(rows.map(({ payload }) => payload.reason)).toEqual(['first', 'second']);
});

/** Until some connection of this database waits for a lock. */
async function untilBlocked(): Promise<void> {
  const waiting =
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  for (;;) {
    const [row] = await em().execute<{ n: number }[]>(waiting);
    if ((row?.n ?? 0) > 0) return;
  }
}

test('an ORM whose connections know nothing of frames writes the same', async () => {
  const { id } = await stored();
  const { driverOptions, ...options } = ormConfiguration({
    service: 'plain ledger',
    url: ledger.url,
    entities: [...ledger.orm.getMetadata().getAll().values()].flatMap((meta) =>
      meta.class === undefined ? [] : [meta.class as never],
    ),
    migrations: [],
    logger: silentLogger(),
  });
  const plain = await MikroORM.init({ ...options, driverOptions: { ...driverOptions, Client: undefined } });
  try {
    const work = async ({ em, emit }: Unit) => {
      (await em.findOneOrFail(Book, id)).name = 'plain';
      emit(BookClosed({ id }, { reason: 'plain' }));
    };
    await inTransaction(plain, origin, work, { emitting });
  } finally {
    await plain.close(true);
  }
  const rows = (await messages(ledger, id)).slice(1);
  expect(rows.map(({ kind, headers }) => [kind, headers.requestId])).toEqual([
    ['entity', 'request-1'],
    ['event', 'request-1'],
  ]);
});

test('emissions are written in a transaction of somebody else too', async () => {
  const { id } = await stored();
  await em().transactional(async (fork) => {
    (await fork.findOneOrFail(Book, id)).name = 'handled';
    expect(await writeEmissions(fork as never, emitting, origin, [BookClosed({ id }, { reason: 'handled' })])).toBe(
      true,
    );
  });
  expect(await written(id)).toEqual(['entity ledger.Book', 'entity ledger.Book', 'event ledger.BookClosed']);
  expect((await messages(ledger, id)).at(-2)?.headers).toMatchObject({ requestId: 'request-1' });
});

test('another service that is called within a unit gets nothing of it', async () => {
  const other = await openLedger({ service: 'other ledger' });
  try {
    const { id } = await stored();
    await unit(async ({ emit }) => {
      emit(BookClosed({ id }, { reason: 'here' }));
      const fork = other.orm.em.fork();
      fork.persist(Object.assign(new Book(), { name: 'there' }));
      await fork.flush();
    });
    expect(await written(id)).toEqual(['entity ledger.Book', 'event ledger.BookClosed']);
    expect((await messages(other)).map(({ kind, headers }) => [kind, headers])).toEqual([['entity', {}]]);
  } finally {
    await other.stop();
  }
});
