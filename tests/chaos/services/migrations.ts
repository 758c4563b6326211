import { Migration } from '@mikro-orm/migrations';
import type { MigrationList } from '@strata/basis-storage';
import { LEDGER_TABLES } from './notes.ts';

/** Things that were there before anybody subscribed: replicas fetch them. */
export const FIRST_THINGS = 200;

class WriterTables extends Migration {
  override up(): void {
    this.addSql(`${LEDGER_TABLES}
create table thing (id uuid primary key, version int not null default 1, name text not null,
  price_minor bigint not null, currency char(3) not null, sequence int not null default 0);
create table thing_part (id uuid primary key, thing_id uuid not null references thing, label text not null, pieces int not null);
create index on thing_part (thing_id);
insert into thing (id, name, price_minor, currency)
  select gen_random_uuid(), 'thing ' || n, n, 'EUR' from generate_series(1, ${FIRST_THINGS}) n;
insert into thing_part select gen_random_uuid(), id, 'part ' || n, n from thing, generate_series(1, 2) n;`);
  }
}

const replica = (table: string) => `
create table ${table} (id uuid primary key, version bigint not null, generation int not null, name text,
  price_minor bigint, price_currency char(3), parts jsonb);`;

/** Rows that many handlers want: what takes two of them in one transaction may wait for somebody who waits for it. */
export const BUCKETS = 16;

class ReaderTables extends Migration {
  override up(): void {
    this.addSql(`${LEDGER_TABLES}
create table tally (id uuid primary key, version int not null default 1, total int not null);
create table bucket (id int primary key, hits int not null default 0);
insert into bucket (id) select generate_series(0, ${BUCKETS - 1});
${replica('thing_of_a')}
${replica('thing_of_b')}`);
  }
}

export const writerMigrations: MigrationList = [{ name: 'WriterTables', class: WriterTables }];
export const readerMigrations: MigrationList = [{ name: 'ReaderTables', class: ReaderTables }];
