import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import type { Fault, ParkReason } from '../inbox/fault.ts';
import { ABSORBER } from '../inbox/park.ts';
import type { MessageHeaders, MessageKind } from '../queue/wire.ts';

/** `failed` and `behind` are open: they wait to be replayed. The others are over. */
export type DeadLetterState = 'failed' | 'behind' | 'replayed' | 'discarded' | 'superseded';

/** A message that could not be taken in, or waits behind one. */
export interface DeadLetter {
  readonly number: number;
  readonly source: string;
  readonly part: number;
  readonly tick: number;
  readonly messageId: number;
  readonly kind: MessageKind;
  readonly topic: string;
  readonly schemaVersion: number;
  readonly aggregateId: string;
  readonly aggregateVersion: number | null;
  readonly payload: unknown;
  readonly headers: MessageHeaders;
  readonly writtenAt: Date;
  /** `absorber` for what is taken in as a set; empty where nothing here takes it. */
  readonly handler: string;
  readonly state: DeadLetterState;
  readonly reason: ParkReason;
  readonly error: string | null;
  readonly fingerprint: string | null;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly triedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Which dead letters; what is left out does not matter. */
export interface DeadLetterFilter {
  readonly source?: string;
  readonly topic?: string;
  readonly handler?: string;
  /** Default: those that are open. */
  readonly state?: DeadLetterState;
  readonly reason?: string;
  readonly fingerprint?: string;
  readonly aggregateId?: string;
}

/** Failures of one kind. */
export interface DeadLetterGroup {
  readonly fingerprint: string | null;
  readonly reason: ParkReason;
  readonly handler: string;
  readonly topic: string;
  readonly count: number;
  readonly aggregates: number;
  /** The error of the latest of them. */
  readonly error: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

const COLUMNS = `number::float8 as number, source, part, tick::float8 as tick, message_id::float8 as "messageId", kind,
  topic, schema_version as "schemaVersion", aggregate_id as "aggregateId",
  aggregate_version::float8 as "aggregateVersion", payload, headers, written_at as "writtenAt", handler, state, reason,
  error, fingerprint, attempts, parked_at as "parkedAt", tried_at as "triedAt", ended_at as "endedAt"`;
const OPEN = `state in ('failed', 'behind')`;
const MATCHES = `($1::text is null or source = $1) and ($2::text is null or topic = $2)
  and ($3::text is null or handler = $3) and ($4::text is null and ${OPEN} or state = $4)
  and ($5::text is null or reason = $5) and ($6::text is null or fingerprint = $6)
  and ($7::uuid is null or aggregate_id = $7) and ($8::bigint is null or number = $8)`;

type Db = Pool | PoolClient;

function valuesOf(filter: DeadLetterFilter & { number?: number }): unknown[] {
  const { source, topic, handler, state, reason, fingerprint, aggregateId, number } = filter;
  return [source, topic, handler, state, reason, fingerprint, aggregateId, number].map((value) => value ?? null);
}

/** By number, those after `after`, at most `limit`. */
export async function selectLetters(
  db: Db,
  filter: DeadLetterFilter,
  { after, limit }: { after: number; limit: number },
): Promise<DeadLetter[]> {
  const { rows } = await db.query<DeadLetter>(
    `select ${COLUMNS} from inbox.dead_letter where ${MATCHES} and dead_letter.number > $9 order by dead_letter.number limit $10`,
    [...valuesOf(filter), after, limit],
  );
  return rows;
}

/** One, whatever its state. */
export async function selectLetter(db: Db, number: number): Promise<DeadLetter | undefined> {
  const { rows } = await db.query<DeadLetter>(
    `select ${COLUMNS} from inbox.dead_letter where dead_letter.number = $1`,
    [number],
  );
  return rows[0];
}

/** Failures by fingerprint, the most frequent first; those that merely wait are not among them. */
export async function selectGroups(db: Db, filter: DeadLetterFilter, limit: number): Promise<DeadLetterGroup[]> {
  const { rows } = await db.query<DeadLetterGroup>(
    `select fingerprint, reason, handler, topic, count(*)::int as count,
        count(distinct aggregate_id)::int as aggregates, (array_agg(error order by dead_letter.number desc))[1] as error,
        min(parked_at) as "firstAt", max(parked_at) as "lastAt"
      from inbox.dead_letter where ${MATCHES} and state <> 'behind'
      group by fingerprint, reason, handler, topic order by count(*) desc, max(parked_at) desc limit $9`,
    [...valuesOf(filter), limit],
  );
  return rows;
}

/** Something to replay: an aggregate's letters in order, or a single letter of an absorber. */
export interface ReplayUnit {
  readonly source: string;
  readonly aggregateId: string;
  /** Null for an aggregate's. */
  readonly number: number | null;
  readonly letters: number;
}

/** What the open letters that match belong to, the oldest first. */
export async function selectUnits(db: Db, filter: DeadLetterFilter & { number?: number }): Promise<ReplayUnit[]> {
  const { rows } = await db.query<ReplayUnit>(
    `with meant as (select source, aggregate_id, number, handler = '${ABSORBER}' as absorbed
        from inbox.dead_letter where ${OPEN} and ${MATCHES})
      select source, aggregate_id as "aggregateId", number, letters from (
        select source, aggregate_id, null::float8 as number, min(m.number) as first,
          (select count(*)::int from inbox.dead_letter o where o.source = m.source
            and o.aggregate_id = m.aggregate_id and o.${OPEN} and o.handler <> '${ABSORBER}') as letters
        from meant m where not absorbed group by source, aggregate_id
        union all select source, aggregate_id, number::float8, number, 1 from meant where absorbed) units
      order by first`,
    valuesOf(filter),
  );
  return rows;
}

/** Aggregates whose first open letter waits behind nothing, or is one that `known` names: nothing holds them back. */
export async function selectResumable(db: Db, known: readonly string[]): Promise<ReplayUnit[]> {
  const { rows } = await db.query<ReplayUnit>(
    `select source, aggregate_id as "aggregateId", null as number, letters from (
        select distinct on (source, aggregate_id) source, aggregate_id, state, reason, handler, kind, topic, schema_version,
          dead_letter.number, count(*) over (partition by source, aggregate_id)::int as letters
        from inbox.dead_letter where ${OPEN} and handler <> '${ABSORBER}'
        order by source, aggregate_id, dead_letter.number) as first
      where state = 'behind' or handler = '' and reason in ('UNKNOWN_MESSAGE', 'UNKNOWN_VERSION')
        and kind || ' ' || topic || ' ' || schema_version = any($1)
      order by first.number`,
    [known],
  );
  return rows;
}

/** An open letter and its message as it came. */
export interface OpenLetter {
  readonly number: number;
  readonly handler: string;
  readonly reason: ParkReason;
  readonly source: string;
  readonly epoch: string;
  readonly part: number;
  /** The JSON text of its `WireMessage`. */
  readonly wire: string;
}

const OPEN_LETTER = `select number::float8 as number, handler, reason, source, epoch, part,
    json_build_array(tick, message_id, kind, topic, schema_version, aggregate_id, aggregate_version, payload, headers,
      to_char(written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text as wire
  from inbox.dead_letter where ${OPEN}`;

/** The first open letter of an aggregate, locked. */
export async function lockFirst(
  em: SqlEntityManager,
  { source, aggregateId }: { source: string; aggregateId: string },
): Promise<OpenLetter | undefined> {
  const rows: OpenLetter[] = await em.execute(
    `${OPEN_LETTER} and source = ? and aggregate_id = ? and handler <> '${ABSORBER}'
      order by dead_letter.number limit 1 for update`,
    [source, aggregateId],
  );
  return rows[0];
}

/** A letter of an absorber, locked, if it is still open. */
export async function lockAbsorbed(client: PoolClient, number: number): Promise<OpenLetter | undefined> {
  const { rows } = await client.query<OpenLetter>(
    `${OPEN_LETTER} and dead_letter.number = $1 and handler = '${ABSORBER}' for update`,
    [number],
  );
  return rows[0];
}

/** Ends a letter that was taken in after all. */
export const END_REPLAYED = (number: number) =>
  `update inbox.dead_letter set state = 'replayed', attempts = attempts + 1, tried_at = clock_timestamp(),
    ended_at = clock_timestamp() where number = ${Math.trunc(number)}`;

/** Writes down that a letter failed again. */
export async function failAgain(db: Db, number: number, { reason, error, fingerprint }: Fault): Promise<void> {
  await db.query(
    `update inbox.dead_letter set state = 'failed', attempts = attempts + 1, tried_at = clock_timestamp(),
        reason = $2, error = $3, fingerprint = $4
      where number = $1 and ${OPEN}`,
    [number, reason, error, fingerprint],
  );
}

/** Ends the open letters that match unreplayed. @returns their numbers */
export async function discardLetters(db: Db, filter: DeadLetterFilter & { number?: number }): Promise<number[]> {
  const { rows } = await db.query<{ number: string }>(
    `update inbox.dead_letter set state = 'discarded', ended_at = clock_timestamp()
      where ${OPEN} and ${MATCHES} returning number`,
    valuesOf(filter),
  );
  return rows.map(({ number }) => Number(number));
}

/** What nothing here takes may be known to a process of another deployment, which has so long to come. */
const FOREIGN_MINUTES = 10;

/**
 * Ends letters that nobody here takes, of what their sources send no longer because nobody has asked for it: left by a
 * deployment that took it. Otherwise all that follows in their aggregates would wait for ever. @returns their numbers
 */
export async function discardRetired(db: Db, known: readonly string[]): Promise<number[]> {
  const { rows } = await db.query<{ number: string }>(
    `update inbox.dead_letter d set state = 'discarded', ended_at = clock_timestamp() from inbox.source s
      where d.state in ('failed', 'behind') and d.handler = '' and d.kind in ('entity', 'event')
        and d.parked_at < clock_timestamp() - interval '${FOREIGN_MINUTES} min'
        and s.source = d.source and s.topics is not null and d.topic <> all(s.topics)
        and d.kind || ' ' || d.topic || ' ' || d.schema_version <> all($1)
      returning number`,
    [known],
  );
  return rows.map(({ number }) => Number(number));
}

/** Puts another payload into an open letter. @returns whether there was one */
export async function editLetter(db: Db, number: number, payload: unknown): Promise<boolean> {
  const { rowCount } = await db.query(`update inbox.dead_letter set payload = $2 where number = $1 and ${OPEN}`, [
    number,
    JSON.stringify(payload),
  ]);
  return rowCount === 1;
}

/** Writes down who did what. */
export async function audit(db: Db, who: string, action: string, subject: object): Promise<void> {
  await db.query('insert into inbox.audit (who, action, subject) values ($1, $2, $3)', [
    who,
    action,
    JSON.stringify(subject),
  ]);
}

/** Deletes what is over and done with: letters that ended long ago, and who did what before that. */
export async function purgeLetters(pool: Pool): Promise<void> {
  await pool.query(`delete from inbox.dead_letter where ended_at < now() - interval '${ENDED_LETTERS_KEPT}'`);
  await pool.query(`delete from inbox.audit where at < now() - interval '${AUDIT_KEPT}'`);
}

/** As long as ended tasks. */
const ENDED_LETTERS_KEPT = '30 days';
const AUDIT_KEPT = '400 days';
