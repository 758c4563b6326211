import { inTransaction } from '../src/index.ts';
import { Book, type Ledger, messages, openLedger, origin, storedBook } from './support/ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.stop());

const sql = (text: string) => ledger.orm.em.fork().execute(text);
const last = async (book: { id: string }) => (await messages(ledger, book.id)).at(-1);

test.each([
  ['a delete', 'delete from "ledger book"', 'PUBLISHED_ROW_DELETED'],
  ['a truncate', 'truncate "ledger book" cascade', 'PUBLISHED_ROW_DELETED'],
  ['a truncate of children', 'truncate book_entry cascade', 'PUBLISHED_ROW_DELETED'],
  ['another id', 'update "ledger book" set id = gen_random_uuid()', 'PUBLISHED_ID_CHANGED'],
])('%s of a published row is refused', async (_what, statement, code) => {
  await storedBook(ledger);
  const refused = inTransaction(ledger.orm, origin, (unit) => unit.em.execute(statement));
  await expect(refused).rejects.toMatchObject({ code });
});

test('a payload that is too large is refused with its change', async () => {
  const book = await storedBook(ledger);
  const tooLarge = (note: string) =>
    inTransaction(ledger.orm, origin, async (unit) => {
      (await unit.em.findOneOrFail(Book, book.id)).note = note;
    });
  await expect(tooLarge('x'.repeat(256 * 1024))).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  await expect(tooLarge('\u0001'.repeat(50 * 1024))).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  await tooLarge('x'.repeat(200 * 1024));
  expect(await messages(ledger, book.id)).toHaveLength(2);
});

test('a whole number that JavaScript cannot hold is refused', async () => {
  const book = await storedBook(ledger);
  const failing = inTransaction(ledger.orm, origin, (unit) =>
    unit.em.nativeUpdate(Book, book.id, { bytes: 2n ** 53n }),
  );
  await expect(failing).rejects.toMatchObject({ code: 'OUTBOX_UNAVAILABLE' });
});

test('a disk that is full fails the change, and the next one succeeds', async () => {
  const book = await storedBook(ledger);
  await sql(`create function outbox.full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: no space left on device' using errcode = '53100'; end $$`);
  await sql('create trigger full_disk before insert on outbox.message for each row execute function outbox.full()');
  const change = () =>
    inTransaction(ledger.orm, origin, async (unit) => {
      const found = await unit.em.findOneOrFail(Book, book.id);
      found.name = `${found.name}!`;
    });
  await expect(change()).rejects.toMatchObject({ code: 'OUTBOX_UNAVAILABLE', cause: { code: '53100' } });
  await sql('drop trigger full_disk on outbox.message');
  await change();
  expect((await last(book))?.payload.name).toBe('Küche!');
});
