import type {
  AppliedEvent,
  CommittedEvent,
  Fault,
  Ledgers,
  PublishedRow,
  ReplicaRows,
  SeenVersion,
  TaskNote,
} from './ledgers.ts';
import type { PostgresProcess } from './postgres-process.ts';
import { readerA, readerB, writerA, writerB } from './services/contracts.ts';
import { listeners } from './services/subgraphs.ts';

type Query = PostgresProcess['query'];
interface NoteRow {
  topic: string;
  key: string;
  aggregate: string;
  sequence: number;
  at: Date;
}

const services = [writerA, writerB, readerA, readerB].map(({ name }) => name);
const readers = [readerA, readerB].map(({ name }) => name);

/** Reads everything that was noted, and the rows of sources and replicas, from the databases themselves. */
export async function collectLedgers(
  postgres: PostgresProcess,
  databaseOf: (service: string) => string,
  faults: readonly Fault[],
): Promise<Ledgers> {
  const query: Query = (service, sql, values) => postgres.query(databaseOf(service), sql, values);
  // First what came of things, then the things: whoever looks while others work must not see an effect without its cause.
  const [applied, versions, carriedOut, outcomes, replicas] = await Promise.all([
    inAll(readers, (service) => events(query, service, 'ledger_applied')) as Promise<AppliedEvent[]>,
    inAll(readers, (service) => versionsOf(query, service)),
    inAll(services, (service) => tasks(query, service, 'carried out')),
    inAll(services, (service) => tasks(query, service, 'outcome')),
    inAll(readers, (service) => replicasOf(query, service)),
  ]);
  const [committed, asked] = await Promise.all([
    inAll(services, (service) => events(query, service, 'ledger_committed')) as Promise<CommittedEvent[]>,
    inAll(services, (service) => tasks(query, service, 'asked')),
  ]);
  const [{ deadlocks = 0 } = {}] = await query<{ deadlocks: number }>(
    readerA.name,
    'select sum(deadlocks)::int as deadlocks from pg_stat_database where datname = any($1)',
    [`{${readers.map((name) => `"${databaseOf(name)}"`)}}`],
  );
  return { committed, applied, versions, replicas, asked, carriedOut, outcomes, faults, deadlocks, listeners };
}

async function inAll<T>(list: readonly string[], read: (service: string) => Promise<T[]>): Promise<T[]> {
  return (await Promise.all(list.map(read))).flat();
}

async function events(query: Query, service: string, table: string): Promise<AppliedEvent[]> {
  const rows = await query<NoteRow>(
    service,
    `select topic, key, aggregate, sequence, at from ${table} order by number`,
  );
  return rows.map(({ at, ...note }) => ({ service, ...note, atMs: at.getTime() }));
}

async function versionsOf(query: Query, service: string): Promise<SeenVersion[]> {
  const rows = await query<{ topic: string; aggregate: string; version: string }>(
    service,
    'select topic, aggregate, version from ledger_version order by number',
  );
  return rows.map(({ version, ...note }) => ({ service, ...note, version: Number(version) }));
}

async function tasks(query: Query, service: string, what: string): Promise<TaskNote[]> {
  const rows = await query<{ key: string }>(service, 'select key from ledger_task where what = $1', [what]);
  return rows.map(({ key }) => ({ service, key }));
}

/** What the contract shows, written anew here: the bus' own mapping is not asked. */
const SOURCE_ROWS = `select id, version, jsonb_build_object('name', name,
    'price', jsonb_build_object('minor', price_minor::text, 'currency', currency),
    'parts', (select coalesce(jsonb_agg(jsonb_build_object('label', label, 'pieces', pieces) order by label, pieces), '[]')
              from thing_part where thing_id = thing.id))::text as payload from thing`;

const replicaRows = (table: string) => `select id, version, jsonb_build_object('name', name,
    'price', jsonb_build_object('minor', price_minor::text, 'currency', price_currency),
    'parts', (select coalesce(jsonb_agg(jsonb_build_object('label', part->'label', 'pieces', part->'pieces')
                              order by part->>'label', (part->>'pieces')::int), '[]')
              from jsonb_array_elements(parts) part))::text as payload from ${table}`;

async function replicasOf(query: Query, service: string): Promise<ReplicaRows[]> {
  const pairs = [
    { source: writerA, table: 'thing_of_a' },
    { source: writerB, table: 'thing_of_b' },
  ];
  return Promise.all(
    pairs.map(async ({ source, table }) => {
      const [there, here] = await Promise.all([
        rows(query, source.name, SOURCE_ROWS),
        rows(query, service, replicaRows(table)),
      ]);
      return { service, topic: source.Thing.name, source: there, replica: here };
    }),
  );
}

async function rows(query: Query, service: string, sql: string): Promise<PublishedRow[]> {
  const found = await query<{ id: string; version: string; payload: string }>(service, sql);
  return found.map(({ id, version, payload }) => ({ id, version: Number(version), payload }));
}
