import { Collection } from '@mikro-orm/core';
import {
  Embeddable,
  Embedded,
  Entity,
  Enum,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
} from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import {
  entity,
  event,
  flag,
  id,
  list,
  moment,
  money,
  oneOf,
  optional,
  record,
  task,
  text,
  whole,
} from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { createOrm, migrate } from '@strata/basis-storage';
import { createTestDatabase, silentLogger } from '@strata/basis-testing';
import { type Emitting, type Publication, preparePublications, published } from '../../src/index.ts';

export enum BookState {
  OPEN = 'OPEN',
  CLOSED = 'CLOSED',
}

@Embeddable()
export class Place {
  @Property({ type: 'string', length: 50, nullable: true })
  street: string | null = null;

  @Property({ type: 'string', length: 50 })
  city!: string;
}

@Entity()
export class Owner {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'string', length: 50 })
  name!: string;
}

@Entity()
export class Tag {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();
}

/** An aggregate with every kind of column. */
@Entity({ tableName: 'ledger book' })
export class Book {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'string', length: 100 })
  name!: string;

  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  @Enum({ items: () => BookState })
  state: BookState = BookState.OPEN;

  @Property({ type: 'bigint' })
  balanceMinor: bigint = 0n;

  @Property({ type: 'character', length: 3 })
  currency: string = 'EUR';

  @Property({ type: 'boolean' })
  audited: boolean = false;

  @Property({ type: 'datetime', length: 6 })
  openedAt: Date = new Date('2026-01-01T00:00:00.123Z');

  @Property({ type: 'bigint' })
  bytes: bigint = 0n;

  @Embedded(() => Place)
  place: Place = Object.assign(new Place(), { city: 'Wien' });

  @ManyToOne(() => Owner, { nullable: true })
  owner: Owner | null = null;

  @OneToMany(
    () => BookEntry,
    (entry) => entry.book,
    { orderBy: { position: 'desc' } },
  )
  entries = new Collection<BookEntry>(this);

  @ManyToMany(() => Tag, undefined, { pivotTable: 'book_tag' })
  tags = new Collection<Tag>(this);

  /** Nobody's business. */
  @Property({ type: 'string', length: 100 })
  secret: string = 'secret';

  @Property({ type: 'integer', version: true })
  version!: number;
}

@Entity()
export class BookEntry {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => Book)
  book!: Book;

  @Property({ type: 'integer' })
  position!: number;

  @Property({ type: 'bigint' })
  amountMinor: bigint = 0n;

  @Property({ type: 'character', length: 3 })
  currency: string = 'EUR';

  @OneToMany(
    () => EntryLabel,
    (label) => label.entry,
  )
  labels = new Collection<EntryLabel>(this);
}

@Entity()
export class EntryLabel {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => BookEntry)
  entry!: BookEntry;

  @Property({ type: 'string', length: 20 })
  text!: string;
}

export const BookContract = entity('ledger.Book', 2, {
  name: text(),
  note: optional(text()),
  state: oneOf('OPEN', 'CLOSED'),
  balance: money(),
  audited: flag(),
  openedAt: moment(),
  bytes: whole(),
  place: record({ street: optional(text()), city: text() }),
  ownerId: optional(id()),
  entries: list(record({ id: id(), amount: money(), labels: list(text()) })),
  tagIds: list(id()),
});

export const BookClosed = event('ledger.BookClosed', 1, { of: BookContract, fields: { reason: text() } });
export const audit = task('audit.audit', 3, { input: { bookId: id() }, output: {}, failures: [] });

export const publishedBook = published(Book, BookContract, {
  balance: { minor: 'balanceMinor', currency: 'currency' },
  place: { street: 'place.street', city: 'place.city' },
  ownerId: 'owner.id',
  entries: {
    each: 'entries',
    amount: { minor: 'amountMinor', currency: 'currency' },
    labels: { each: 'labels', value: 'text' },
  },
  tagIds: { each: 'tags', value: 'id' },
});

export const emitting: Emitting = {
  service: 'ledger',
  publications: [publishedBook],
  events: [BookClosed],
  asks: [audit],
};

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
