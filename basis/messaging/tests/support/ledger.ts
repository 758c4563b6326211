import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import { newId } from '@strata/basis-core';
import { createOrm, migrate } from '@strata/basis-storage';
import { createTestDatabase, silentLogger } from '@strata/basis-testing';
import { type Publication, preparePublications } from '../../src/index.ts';
import { Book, BookEntry, EntryLabel, Owner, publishedBook, Tag } from './book.ts';

export * from './book.ts';

/** As many units as the tests have at once. */
const POOL_MAX = 8;
const entities = [Owner, Tag, Book, BookEntry, EntryLabel];

/** What MikroORM itself makes of the entities: taken down once, for a migration is a text. */
class Initial extends Migration {
  override up(): void {
    this.addSql('create table "owner" ("id" uuid primary key, "name" varchar(50) not null)');
    this.addSql('create table "tag" ("id" uuid primary key)');
    this.addSql(
      `create table "ledger book" ("id" uuid primary key, "name" varchar(100) not null, "note" text null, "state" text not null default 'OPEN',
       "balance_minor" bigint not null default 0, "currency" char(3) not null default 'EUR', "audited" boolean not null default false,
       "opened_at" timestamptz(6) not null default '2026-01-01T00:00:00.123Z', "bytes" bigint not null default 0,
       "place_street" varchar(50) null, "place_city" varchar(50) not null default 'Wien', "owner_id" uuid null references "owner",
       "secret" varchar(100) not null default 'secret', "version" int not null default 1)`,
    );
    this.addSql(
      `create table "book_entry" ("id" uuid primary key, "book_id" uuid not null references "ledger book", "position" int not null,
       "amount_minor" bigint not null default 0, "currency" char(3) not null default 'EUR')`,
    );
    this.addSql(
      'create table "entry_label" ("id" uuid primary key, "entry_id" uuid not null references "book_entry" on delete cascade, "text" varchar(20) not null)',
    );
    this.addSql(
      'create table "book_tag" ("book_id" uuid not null references "ledger book", "tag_id" uuid not null references "tag", primary key ("book_id", "tag_id"))',
    );
  }
}

/** A database with books, and an ORM on it. */
export interface Ledger {
  readonly url: string;
  readonly orm: MikroORM;
  stop(): Promise<void>;
}

/** Opens a ledger that publishes what is given; by default its books. */
export async function openLedger({
  publications = [publishedBook],
  service = 'ledger',
}: {
  publications?: readonly Publication[];
  service?: string;
} = {}): Promise<Ledger> {
  const migrations = [{ name: 'Initial', class: Initial }];
  const permissions = {} as never; // nobody asks it anything
  const database = await createTestDatabase({ name: 'ledger', entities, resolvers: [], permissions, migrations });
  const orm = await createOrm({
    service,
    url: database.url,
    entities,
    migrations,
    logger: silentLogger(),
    poolMax: POOL_MAX,
  });
  await migrate(orm);
  await preparePublications(orm, publications);
  return {
    url: database.url,
    orm,
    async stop() {
      await orm.close(true);
      await database.drop();
    },
  };
}

/** A book with two entries, one of them labelled, committed. */
export async function storedBook({ orm }: Ledger): Promise<Book> {
  const em = orm.em.fork();
  const book = Object.assign(new Book(), { name: 'Küche', owner: Object.assign(new Owner(), { name: 'Ada' }) });
  const entries = [0, 1].map((position) => Object.assign(new BookEntry(), { book, position, amountMinor: 100n }));
  entries[0]?.labels.add(Object.assign(new EntryLabel(), { text: 'rent' }));
  book.entries.add(entries);
  book.tags.add(new Tag());
  em.persist(book);
  await em.flush();
  return book;
}

/** An outbox row as it is stored. */
export interface StoredMessage {
  id: number;
  kind: string;
  topic: string;
  target: string | null;
  schema_version: number;
  aggregate_id: string;
  aggregate_version: number | null;
  part: number;
  payload: Record<string, unknown>;
  headers: Record<string, unknown>;
  xid: string;
}

/** Every outbox row, in the order of their ids. */
export async function messages({ orm }: Ledger, aggregateId?: string): Promise<StoredMessage[]> {
  const rows = await orm.em
    .fork()
    .execute<StoredMessage[]>(
      'select made.*, id::int as id, aggregate_version::int as aggregate_version, xid::text as xid from outbox.message made order by made.id',
    );
  return rows.filter((row) => aggregateId === undefined || row.aggregate_id === aggregateId);
}

/** On whose behalf tests write. */
export const origin = {
  viewer: { kind: 'user' as const, id: newId(), roles: [], attributes: {}, policy: { hash: '', grants: [] } },
  now: new Date('2026-11-23T10:00:00.000Z'),
  requestId: 'request-1',
  logger: silentLogger(),
};
