import { MAX_WRITES, newId, type Write } from '@strata/basis-core';
import { inTransaction, type Unit, writesOf } from '../src/index.ts';
import {
  Book,
  BookClosed,
  BookEntry,
  emitting,
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

/** What a transaction that does this says that it writes. */
const writesIn = (work: (unit: Unit) => Promise<unknown>) =>
  inTransaction(
    ledger.orm,
    origin,
    async (unit) => {
      await work(unit);
      return writesOf(unit.em);
    },
    { emitting },
  );

/** The last version of each row of which a message was written from this id on, in the order of these. */
async function published(from: number): Promise<Write[]> {
  const made = (await messages(ledger)).filter(({ id, kind }) => id >= from && kind === 'entity');
  const last = made.filter(
    (message, place) => !made.slice(place + 1).some((m) => m.aggregate_id === message.aggregate_id),
  );
  return last.map(({ topic, aggregate_id: id, aggregate_version: version }) => ({
    type: topic,
    id,
    version: version ?? 0,
  }));
}

const nextId = async () => ((await messages(ledger)).at(-1)?.id ?? 0) + 1;

const ways: [string, (book: Book, unit: Unit) => Promise<unknown>][] = [
  [
    'a change of an entity',
    async ({ id }, { em }) => {
      (await em.findOneOrFail(Book, id)).name = 'changed';
    },
  ],
  ['a statement', ({ id }, { em }) => em.nativeUpdate(Book, id, { name: 'changed' })],
  ['a change of a child alone', ({ id }, { em }) => em.nativeUpdate(BookEntry, { book: id }, { amountMinor: 7n })],
  [
    'two changes of one row',
    async ({ id }, { em }) => {
      await em.nativeUpdate(Book, id, { name: 'once' });
      await em.execute('set constraints all immediate');
      await em.nativeUpdate(Book, id, { name: 'twice' });
    },
  ],
  [
    'a change, and an event of it',
    async ({ id }, { em, emit }) => {
      const book = await em.findOneOrFail(Book, id);
      book.name = 'closed';
      emit(BookClosed(book, { reason: 'full' }));
    },
  ],
];

test.each(ways)('%s: the version that is published', async (_what, change) => {
  const book = await storedBook(ledger);
  const from = await nextId();
  const writes = await writesIn((unit) => change(book, unit));
  expect(writes).toHaveLength(1);
  expect(writes).toEqual(await published(from));
});

test('several rows are told in the order of their messages, and no other transaction’s', async () => {
  const book = await storedBook(ledger);
  const from = await nextId();
  const writes = await writesIn(async ({ em }) => {
    const [one, two] = [new Book(), new Book()];
    em.persist([one, two].map((each) => Object.assign(each, { name: 'new' })));
    (await em.findOneOrFail(Book, book.id)).name = 'old';
  });
  expect(writes).toHaveLength(3);
  expect(writes).toEqual(await published(from));
});

test('who only reads writes nothing', async () => {
  const book = await storedBook(ledger);
  expect(await writesIn(({ em }) => em.findOneOrFail(Book, book.id))).toEqual([]);
});

test('of more rows than a token holds, the last of each part stands for the others', async () => {
  const from = await nextId();
  const writes = await writesIn(async ({ em }) => {
    em.persist(Array.from({ length: MAX_WRITES * 4 }, () => Object.assign(new Book(), { id: newId(), name: 'many' })));
  });
  const made = (await messages(ledger)).filter(({ id }) => id >= from);
  const lastOfParts = made.filter(({ part }, place) => !made.slice(place + 1).some((later) => later.part === part));
  expect(lastOfParts.length).toBeGreaterThan(1);
  expect(writes).toEqual(
    lastOfParts.map(({ topic, aggregate_id: id }) => ({ type: topic, id, version: 1, last: true })),
  );
});

test('as many rows as a token holds are told one by one', async () => {
  const writes = await writesIn(async ({ em }) => {
    em.persist(Array.from({ length: MAX_WRITES }, () => Object.assign(new Book(), { name: 'some' })));
  });
  expect(writes).toHaveLength(MAX_WRITES);
  expect(writes.filter(({ last }) => last)).toEqual([]);
});
