import { Migration } from '@mikro-orm/migrations';
import { entity, text } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { createOrm, migrate } from '@strata/basis-storage';
import { silentLogger } from '@strata/basis-testing';
import { type Publication, preparePublications, published } from '../src/index.ts';
import { Book, BookContract, type Ledger, messages, openLedger, publishedBook } from './support/ledger.ts';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await openLedger();
});
afterEach(() => ledger.stop());

/** Changes rows, and then the table that has them, in one transaction: with triggers pending PostgreSQL refuses that. */
class Rename extends Migration {
  override up(): void {
    this.addSql(`update "ledger book" set name = 'migrated ' || name`);
    this.addSql(`update book_entry set amount_minor = 5`);
    this.addSql('alter table "ledger book" rename column note to remark');
    this.addSql('alter table "ledger book" alter column name type varchar(200)');
    this.addSql(`update "ledger book" set remark = 'new'`);
  }
}

/** Starts the service again, as it is after a deployment: its migrations, then what it publishes. */
async function restart(publications: readonly Publication[], list: readonly { name: string; class: typeof Rename }[]) {
  const entities = [...ledger.orm.getMetadata().getAll().values()].flatMap(({ class: type }) =>
    type === undefined ? [] : [type as never],
  );
  const known = ledger.orm.config.get('migrations').migrationsList as never as { name: string; class: typeof Rename }[];
  const migrations = [...known.map(({ name, class: migration }) => ({ name, class: migration })), ...list];
  const orm = await createOrm({ service: 'ledger', url: ledger.url, entities, migrations, logger: silentLogger() });
  try {
    await migrate(orm);
    await preparePublications(orm, publications);
  } finally {
    await orm.close(true);
  }
}

const sql = <T extends object>(text: string, values: unknown[] = []) =>
  ledger.orm.em.fork().execute<T[]>(text, values as never[]);

async function insertBook(): Promise<string> {
  const id = newId();
  await sql('insert into "ledger book" (id, name) values (?, ?)', [id, id]);
  await sql('insert into book_entry (id, book_id, position) values (?, ?, 1)', [newId(), id]);
  return id;
}

/** As the entity is after the migration: `note` is gone from the contract with its column. */
const Slim = entity('ledger.Book', 2, { name: text() });

test('rows that a migration changes are published after it, by the mapping of after', async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, insertBook));
  await restart([published(Book, Slim)], [{ name: 'Rename', class: Rename }]);
  for (const id of ids) {
    const made = await messages(ledger, id);
    const [row] = await sql<{ version: number }>('select version from "ledger book" where id = ?', [id]);
    expect(made.at(-1)).toMatchObject({ payload: { name: `migrated ${id}` }, aggregate_version: row?.version });
    expect(made).toHaveLength(3);
  }
  expect(await sql('select from outbox.unpublished')).toEqual([]);
});

test('a start that was cut off before it published what a migration changed is made good by the next', async () => {
  const id = await insertBook();
  await sql('insert into outbox.unpublished values (?, ?)', ['ledger.Book 2', id]);
  await restart([publishedBook], []);
  expect((await messages(ledger, id)).map(({ aggregate_version }) => aggregate_version)).toEqual([1, 2, 3]);
});

test('a start that finds its triggers as they should be touches no table', async () => {
  const triggers = () => sql('select oid from pg_trigger order by oid');
  const before = await triggers();
  const holder = ledger.orm.em.fork();
  await holder.transactional(async (em) => {
    await em.execute('update "ledger book" set name = name');
    await em.execute('set constraints all immediate');
    await restart([publishedBook], []);
  });
  expect(await triggers()).toEqual(before);
});

test('what is not published any more writes no messages, and may be deleted', async () => {
  const id = await insertBook();
  await restart([], []);
  await sql('update "ledger book" set name = ?', ['quiet']);
  await sql('delete from book_entry');
  await sql('delete from "ledger book"');
  expect(await messages(ledger, id)).toHaveLength(2);
  expect(await sql("select from pg_trigger where starts_with(tgname, 'strata_')")).toEqual([]);
});

test('two versions of a contract are published beside each other', async () => {
  const Old = entity('ledger.Book', 1, { name: text() });
  await restart([publishedBook, published(Book, Old)], []);
  const id = newId();
  await sql('insert into "ledger book" (id, name) values (?, ?)', [id, 'both']);
  const made = await messages(ledger, id);
  expect(made.map(({ schema_version, payload }) => [schema_version, payload.name])).toEqual([
    [1, 'both'],
    [2, 'both'],
  ]);
  expect(Object.keys(made[1]?.payload ?? {}).sort()).toEqual(Object.keys(BookContract.fields).sort());
});

test('MikroORM sees nothing of it that it would take out of the schema’s snapshot', async () => {
  const made = await sql<{ tgname: string }>("select tgname from pg_trigger where starts_with(tgname, 'strata_')");
  expect(made.length).toBeGreaterThan(5);
  const columns = await sql(
    "select from information_schema.columns where table_schema = 'public' and column_name like 'strata%'",
  );
  expect(columns).toEqual([]);
});
