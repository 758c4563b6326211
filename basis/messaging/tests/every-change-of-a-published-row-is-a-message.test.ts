import { payloadFault } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { Client } from 'pg';
import { inTransaction } from '../src/index.ts';
import {
  Book,
  BookContract,
  BookEntry,
  BookState,
  type Ledger,
  messages,
  openLedger,
  origin,
  storedBook,
} from './support/ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.stop());

const last = async (book: { id: string }) => (await messages(ledger, book.id)).at(-1);
const em = () => ledger.orm.em.fork();
const sql = (text: string, values: unknown[] = []) => em().execute(text, values as never[]);

test('a new aggregate is one message, with its children, and fits its contract', async () => {
  const book = await storedBook(ledger);
  const made = await messages(ledger, book.id);
  expect(made).toHaveLength(1);
  expect(made[0]).toMatchObject({
    kind: 'entity',
    topic: 'ledger.Book',
    schema_version: 2,
    aggregate_version: 1,
    target: null,
  });
  const payload = made[0]?.payload;
  expect(payloadFault(BookContract.fields, payload)).toBeUndefined();
  expect(payload).toEqual({
    name: 'Küche',
    note: null,
    state: 'OPEN',
    balance: { minor: '0', currency: 'EUR' },
    audited: false,
    openedAt: '2026-01-01T00:00:00.123Z',
    bytes: 0,
    place: { street: null, city: 'Wien' },
    ownerId: book.owner?.id,
    entries: [1, 0].map((position) => ({
      id: book.entries.getItems()[position]?.id,
      amount: { minor: '100', currency: 'EUR' },
      labels: position === 0 ? ['rent'] : [],
    })),
    tagIds: [book.tags.getItems()[0]?.id],
  });
});

type Way = (book: Book) => Promise<unknown>;
const ways: [string, Way, Record<string, unknown>][] = [
  [
    'a flush',
    async ({ id }) => {
      const fork = em();
      (await fork.findOneOrFail(Book, id)).name = 'flush';
      await fork.flush();
    },
    { name: 'flush' },
  ],
  ['nativeUpdate', ({ id }) => em().nativeUpdate(Book, id, { name: 'native' }), { name: 'native' }],
  ['an upsert', ({ id }) => em().upsert(Book, { id, name: 'upsert', version: 1 } as never), { name: 'upsert' }],
  ['upsertMany', ({ id }) => em().upsertMany(Book, [{ id, name: 'many', version: 1 }] as never), { name: 'many' }],
  [
    'the QueryBuilder',
    ({ id }) => em().createQueryBuilder(Book).update({ name: 'builder' }).where({ id }).execute(),
    { name: 'builder' },
  ],
  ['SQL', ({ id }) => sql('update "ledger book" set name = ? where id = ?', ['sql', id]), { name: 'sql' }],
  [
    'SQL that sets the version back',
    ({ id }) => sql('update "ledger book" set name = ?, version = 0 where id = ?', ['back', id]),
    { name: 'back' },
  ],
  [
    'a merge',
    ({ id }) =>
      sql(
        'merge into "ledger book" book using (values (?::uuid)) given (id) on given.id = book.id when matched then update set name = ?',
        [id, 'merge'],
      ),
    { name: 'merge' },
  ],
  [
    'a person at psql',
    async ({ id }) => {
      const client = new Client({ connectionString: ledger.url });
      await client.connect();
      await client.query('update "ledger book" set name = $1 where id = $2', ['psql', id]);
      await client.end();
    },
    { name: 'psql' },
  ],
  [
    'a child alone',
    async ({ id }) => {
      const fork = em();
      const [entry] = await fork.find(BookEntry, { book: id }, { orderBy: { position: 'asc' } });
      if (entry !== undefined) entry.amountMinor = 7n;
      await fork.flush();
    },
    { entries: [{ amount: { minor: '100' } }, { amount: { minor: '7' } }] },
  ],
  [
    'a child less',
    ({ id }) => sql('delete from book_entry where book_id = ? and position = 1', [id]),
    { entries: [{}] },
  ],
  [
    'many children',
    ({ id }) => em().insertMany(BookEntry, [2, 3, 4].map((position) => ({ id: newId(), book: id, position })) as never),
    { entries: [{}, {}, {}, {}, {}] },
  ],
  [
    'a child’s child',
    ({ id }) =>
      sql('update entry_label set text = ? where entry_id in (select id from book_entry where book_id = ?)', [
        'due',
        id,
      ]),
    { entries: [{ labels: [] }, { labels: ['due'] }] },
  ],
  ['a link', ({ id }) => sql('delete from book_tag where book_id = ?', [id]), { tagIds: [] }],
  [
    'root and child in one flush',
    async ({ id }) => {
      const fork = em();
      const book = await fork.findOneOrFail(Book, id, { populate: ['entries'] });
      book.name = 'both';
      for (const entry of book.entries) entry.amountMinor = 9n;
      await fork.flush();
    },
    { name: 'both', entries: [{ amount: { minor: '9' } }, { amount: { minor: '9' } }] },
  ],
  [
    'child first, root later, in one transaction',
    ({ id }) =>
      em().transactional(async (fork) => {
        await fork.nativeUpdate(BookEntry, { book: id }, { amountMinor: 8n });
        const book = await fork.findOneOrFail(Book, id);
        book.name = 'later';
        await fork.flush();
        book.state = BookState.CLOSED;
      }),
    { name: 'later', state: 'CLOSED', entries: [{ amount: { minor: '8' } }, { amount: { minor: '8' } }] },
  ],
  [
    'a nested transaction',
    ({ id }) =>
      em().transactional(async (fork) => {
        await fork.transactional(async (nested) => {
          (await nested.findOneOrFail(Book, id)).name = 'nested';
        });
        await fork.nativeUpdate(BookEntry, { book: id }, { amountMinor: 6n });
      }),
    { name: 'nested', entries: [{ amount: { minor: '6' } }, { amount: { minor: '6' } }] },
  ],
  [
    'what is left when a nested transaction failed',
    ({ id }) =>
      em().transactional(async (fork) => {
        await fork.nativeUpdate(Book, id, { name: 'kept' });
        const lost = fork.transactional(async (nested) => {
          await nested.nativeUpdate(Book, id, { name: 'lost' });
          throw new Error('no');
        });
        await lost.catch(() => {});
      }),
    { name: 'kept' },
  ],
];

test.each(ways)('%s is exactly one message, with what was stored', async (_way, change, payload) => {
  const book = await storedBook(ledger);
  await change(book);
  const made = await messages(ledger, book.id);
  expect(made).toHaveLength(2);
  expect(made[1]?.payload).toMatchObject(payload);
  const [row] = await em().execute<{ version: number }[]>('select version from "ledger book" where id = ?', [book.id]);
  expect(made[1]?.aggregate_version).toBe(row?.version);
  expect(row?.version).toBeGreaterThan(1);
});

test('many new rows are one message each', async () => {
  const ids = Array.from({ length: 50 }, () => newId());
  await em().insertMany(Book, ids.map((id) => ({ id, name: id })) as never);
  const made = (await messages(ledger)).filter(({ aggregate_id }) => ids.includes(aggregate_id));
  expect(made.map(({ aggregate_id, payload }) => [aggregate_id, payload.name])).toEqual(ids.map((id) => [id, id]));
});

test('a child that moves is a change of both books', async () => {
  const [from, to] = [await storedBook(ledger), await storedBook(ledger)];
  await sql('update book_entry set book_id = ? where book_id = ? and position = 0', [to.id, from.id]);
  expect((await last(from))?.payload.entries).toHaveLength(1);
  expect((await last(to))?.payload.entries).toHaveLength(3);
});

test('what is rolled back is no message', async () => {
  const book = await storedBook(ledger);
  const failing = inTransaction(ledger.orm, origin, async (unit) => {
    (await unit.em.findOneOrFail(Book, book.id)).name = 'never';
    await unit.em.flush();
    throw new Error('on second thoughts');
  });
  await expect(failing).rejects.toThrow('on second thoughts');
  expect(await messages(ledger, book.id)).toHaveLength(1);
});

test('a message carries who caused it', async () => {
  const book = await storedBook(ledger);
  await inTransaction(ledger.orm, origin, async (unit) => {
    (await unit.em.findOneOrFail(Book, book.id)).name = 'caused';
  });
  expect((await last(book))?.headers).toEqual({ requestId: 'request-1', viewerId: origin.viewer.id });
  await sql('update "ledger book" set name = ? where id = ?', ['by nobody', book.id]);
  expect((await last(book))?.headers).toEqual({});
});

test('constraints set to immediate lose nothing', async () => {
  const book = await storedBook(ledger);
  await em().transactional(async (fork) => {
    await fork.execute('set constraints all immediate');
    await fork.execute('update "ledger book" set name = ? where id = ?', ['one', book.id]);
    await fork.execute('update book_entry set amount_minor = 1 where book_id = ?', [book.id]);
    await fork.execute('update book_entry set amount_minor = 2 where book_id = ?', [book.id]);
  });
  const newest = await last(book);
  expect(newest?.payload).toMatchObject({
    name: 'one',
    entries: [{ amount: { minor: '2' } }, { amount: { minor: '2' } }],
  });
  const [row] = await em().execute<{ version: number }[]>('select version from "ledger book" where id = ?', [book.id]);
  expect(newest?.aggregate_version).toBe(row?.version);
});

test('versions of concurrent changes are all there, in the order of their commits', async () => {
  const book = await storedBook(ledger);
  const changes = Array.from({ length: 40 }, (_, index) =>
    inTransaction(ledger.orm, origin, (unit) =>
      index % 2 === 0
        ? unit.em.execute('update "ledger book" set name = ? where id = ?', [`name ${index}`, book.id])
        : unit.em.execute('update book_entry set amount_minor = ? where book_id = ? and position = 0', [
            index,
            book.id,
          ]),
    ),
  );
  await Promise.all(changes);
  const made = await messages(ledger, book.id);
  expect(made.map(({ aggregate_version }) => aggregate_version)).toEqual(
    Array.from({ length: 41 }, (_, index) => index + 1),
  );
});
