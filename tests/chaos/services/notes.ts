import type { SqlEntityManager } from '@mikro-orm/postgresql';

/** Where a service notes what it did, in the same transaction. No constraint: what is wrong must be possible. */
export const LEDGER_TABLES = `
create table ledger_committed (
  number bigint generated always as identity, topic text not null, key uuid not null, aggregate uuid not null,
  sequence int not null, at timestamptz not null default clock_timestamp());
create table ledger_applied (
  number bigint generated always as identity, topic text not null, key uuid not null, aggregate uuid not null,
  sequence int not null, at timestamptz not null default clock_timestamp());
create table ledger_version (
  number bigint generated always as identity, topic text not null, aggregate uuid not null, version bigint not null);
create table ledger_task (
  number bigint generated always as identity, what text not null, key uuid not null,
  at timestamptz not null default clock_timestamp());
`;

/** What is noted of an event. */
export interface EventNote {
  topic: string;
  key: string;
  aggregate: string;
  sequence: number;
}

/** Notes that this transaction emits an event. */
export async function noteCommitted(em: SqlEntityManager, note: EventNote): Promise<void> {
  await em.execute(COMMITTED, valuesOf(note));
}

/** What a handler did besides: the row that it changed of those that all want, and what it emitted. */
export interface AlsoDone {
  bucket: number;
  next: EventNote;
}

/** Notes that this transaction did what an event asks for, and what it did besides. */
export async function noteApplied(em: SqlEntityManager, note: EventNote, also?: AlsoDone): Promise<void> {
  if (also === undefined) await em.execute(APPLIED, valuesOf(note));
  // In one statement: the bus is to be measured, not the notes.
  else await em.execute(APPLIED_AND_MORE, [also.bucket, ...valuesOf(note), ...valuesOf(also.next)]);
}

const noted = (table: string) => `insert into ${table} (topic, key, aggregate, sequence) values (?, ?, ?, ?)`;
const COMMITTED = noted('ledger_committed');
const APPLIED = noted('ledger_applied');
const APPLIED_AND_MORE = `with hit as (update bucket set hits = hits + 1 where id = ?), applied as (${APPLIED}) ${COMMITTED}`;
const valuesOf = ({ topic, key, aggregate, sequence }: EventNote) => [topic, key, aggregate, sequence];

/** Notes that this transaction was given a version of a published row. */
export async function noteVersion(
  em: SqlEntityManager,
  topic: string,
  aggregate: string,
  version: number,
): Promise<void> {
  await em.execute('insert into ledger_version (topic, aggregate, version) values (?, ?, ?)', [
    topic,
    aggregate,
    version,
  ]);
}

/** Notes what this transaction did about a task. */
export async function noteTask(
  em: SqlEntityManager,
  what: 'asked' | 'carried out' | 'outcome',
  key: string,
): Promise<void> {
  await em.execute('insert into ledger_task (what, key) values (?, ?)', [what, key]);
}
