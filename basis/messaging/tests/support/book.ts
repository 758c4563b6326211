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

import { type Emitting, published } from '../../src/index.ts';

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
