import { newId, StrataError } from '@strata/basis-core';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import type { AskChecksums, Checksums, ExportedRows, ExportRows } from '../queue/wire.ts';
import type { Answers } from './answers.ts';
import { CHECK_ROWS, EXPORT_ROWS } from './export.ts';
import type { Replica } from './replica.ts';
import { EXPORTED_DIGESTS, quoted, repairSql, replicaChecksumSql, replicaDigestsSql } from './sql.ts';

/** How long a row that the source has in a newer version may be on its way. */
const SETTLE_MS = 5_000;
const SETTLE_POLL_MS = 50;

/** What a check found. */
export interface CheckResult {
  /** Rows that were compared. */
  readonly rows: number;
  /** Rows that said something else than the source; those are what `missing` and `extra` do not count. */
  readonly differing: number;
  /** Rows that the source has and the replica had not. */
  readonly missing: number;
  /** Rows that the replica had and the source has not. */
  readonly extra: number;
  /** Rows that were put right. */
  readonly repaired: number;
  readonly tookMs: number;
}

/** How a check is made. */
export interface CheckOptions {
  /** Whether what differs is put right. Default true. */
  readonly repair?: boolean;
  /** Called after each answer of the source. */
  readonly onProgress?: (soFar: CheckResult) => void;
  /** How long rows under way are waited for. */
  readonly settleMs?: number;
}

/** A row of one side: its version, and a digest of what is kept. */
interface Digest {
  readonly version: number;
  readonly digest: string;
}
type Digests = ReadonlyMap<string, Digest>;

interface Range {
  readonly after: string | null;
  readonly upTo: string;
}

interface Check {
  readonly base: Base;
  readonly answers: Answers;
  readonly replica: Replica;
  readonly check: string;
  readonly repair: boolean;
  readonly settleMs: number;
}

type Found = { -readonly [Name in keyof CheckResult]: number };

/**
 * Compares a replica with its source, range by range, while changes go on, and puts right what differs.
 *
 * @throws StrataError `REPLICA_SOURCE_SILENT` when the source does not answer
 */
export async function checkReplica(
  { base, answers, replica }: Pick<Check, 'base' | 'answers' | 'replica'>,
  { repair = true, onProgress = () => undefined, settleMs = SETTLE_MS }: CheckOptions,
): Promise<CheckResult> {
  const check: Check = { base, answers, replica, check: newId(), repair, settleMs };
  const began = performance.now();
  const found: Found = { rows: 0, differing: 0, missing: 0, extra: 0, repaired: 0, tookMs: 0 };
  for (let after: string | null = null, more = true; more; ) {
    const answer: Checksums = await askChecksums(check, after);
    for (const { upTo, rows, checksum } of answer.ranges) {
      found.rows += rows;
      const range = { after, upTo };
      const kept = await replicaChecksum(check, range);
      if (kept.rows !== rows || kept.checksum !== checksum) await examine(check, range, found);
      after = upTo;
    }
    found.tookMs = Math.round(performance.now() - began);
    onProgress({ ...found });
    more = answer.next !== null;
    after = answer.next;
  }
  return found;
}

function askChecksums({ base, answers, replica, check }: Check, after: string | null): Promise<Checksums> {
  const { entity, schemaVersion, source } = replica;
  const fields = replica.fields.map(({ name }) => name);
  const data: AskChecksums = {
    kind: 'ask-checksums',
    consumer: base.service,
    entity,
    schemaVersion,
    check,
    fields,
    after,
    limit: CHECK_ROWS,
  };
  return answers.ask<Checksums>(`checksums ${check} ${after}`, controlQueue(source), data);
}

async function replicaChecksum(
  { base, replica }: Check,
  { after, upTo }: Range,
): Promise<{ rows: number; checksum: string }> {
  const found = await base.pool.query(replicaChecksumSql(replica), [after, upTo]);
  return found.rows[0];
}

/** All rows of a range as the source has them now, as the texts of chunks. */
async function exported(
  { base, answers, replica, check }: Check,
  { after, upTo }: Range,
  turn: number,
): Promise<string[]> {
  const chunks: string[] = [];
  for (let from = after, more = true; more; ) {
    const { entity, schemaVersion, source } = replica;
    const correlation = `${check}-${turn}`;
    const data: ExportRows = {
      kind: 'export',
      consumer: base.service,
      entity,
      schemaVersion,
      generation: 0,
      after: from,
      limit: EXPORT_ROWS,
      upTo,
      check: correlation,
    };
    const chunk: ExportedRows = await answers.ask(`exported ${correlation} ${from}`, controlQueue(source), data);
    chunks.push(chunk.rows);
    more = chunk.next !== null;
    from = chunk.next;
  }
  return chunks;
}

type DigestRow = { id: string; version: string; digest: string };

function digests(rows: readonly DigestRow[]): Map<string, Digest> {
  return new Map(rows.map(({ id, version, digest }) => [id, { version: Number(version), digest }]));
}

async function digestsOfExported({ base, replica }: Check, chunks: readonly string[]): Promise<Digests> {
  const fields = replica.fields.map(({ name }) => name);
  const all: DigestRow[] = [];
  for (const chunk of chunks) all.push(...(await base.pool.query<DigestRow>(EXPORTED_DIGESTS, [chunk, fields])).rows);
  return digests(all);
}

async function digestsOfReplica({ base, replica }: Check, { after, upTo }: Range): Promise<Digests> {
  return digests((await base.pool.query<DigestRow>(replicaDigestsSql(replica), [after, upTo])).rows);
}

/**
 * A range whose checksums differ: perhaps only because a change is on its way, or came between the two looks. So the
 * source is asked twice. What it said at first has had its time to arrive when the replica is looked at; what the
 * replica has that the source, asked after that, has not, it cannot have from the source.
 */
async function examine(check: Check, range: Range, found: Found): Promise<void> {
  const first = await digestsOfExported(check, await exported(check, range, 1));
  const kept = await settled(check, range, first);
  if (isSame(first, kept)) return;
  const chunks = await exported(check, range, 2);
  const second = await digestsOfExported(check, chunks);
  const missing = [...first.keys()].filter((id) => !kept.has(id));
  const extra = [...kept.keys()].filter((id) => !second.has(id));
  const differing = [...kept].filter(([id, row]) => differs(row, first.get(id), second.get(id))).map(([id]) => id);
  found.missing += missing.length;
  found.extra += extra.length;
  found.differing += differing.length;
  if (!check.repair) return;
  found.repaired += await mend(check, chunks, [...missing, ...differing], kept);
  found.repaired += await removeExtra(check, extra, kept);
}

function differs(kept: Digest, first: Digest | undefined, second: Digest | undefined): boolean {
  if (second === undefined) return false;
  if (kept.version > second.version) return true;
  if (kept.version === second.version) return kept.digest !== second.digest;
  return first !== undefined && kept.version < first.version;
}

function isSame(one: Digests, other: Digests): boolean {
  return (
    one.size === other.size &&
    [...one].every(([id, row]) => other.get(id)?.version === row.version && other.get(id)?.digest === row.digest)
  );
}

/** The replica's rows, once all that the source said it had has arrived, or has had the time to. */
async function settled(check: Check, range: Range, expected: Digests): Promise<Digests> {
  const deadline = performance.now() + check.settleMs;
  for (;;) {
    const kept = await digestsOfReplica(check, range);
    const isBehind = [...expected].some(([id, { version }]) => (kept.get(id)?.version ?? -1) < version);
    if (!isBehind || performance.now() >= deadline) return kept;
    await new Promise((resume) => setTimeout(resume, SETTLE_POLL_MS));
  }
}

/** Only these rows, and only those of them that did not move since they were looked at. @returns how many */
async function mend(check: Check, chunks: readonly string[], ids: readonly string[], kept: Digests): Promise<number> {
  if (ids.length === 0) return 0;
  const versions = Object.fromEntries(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)?.version]] : [])));
  let mended = 0;
  for (const chunk of chunks) {
    const { rows } = await check.base.pool.query<{ rows: string | null }>(
      'select jsonb_agg(exported)::text as rows from jsonb_array_elements($1::jsonb) exported where exported->>0 = any($2::text[])',
      [chunk, ids],
    );
    const chosen = rows[0]?.rows;
    if (!chosen) continue;
    const repaired = await check.base.pool.query(repairSql(check.replica), [chosen, JSON.stringify(versions)]);
    mended += repaired.rowCount ?? 0;
  }
  return mended;
}

async function removeExtra({ base, replica }: Check, ids: readonly string[], kept: Digests): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = ids.map((id) => [id, kept.get(id)?.version]);
  const removed = await base.pool.query(
    `delete from ${quoted(replica.table)} kept using jsonb_array_elements($1::jsonb) extra
     where kept.id = (extra->>0)::uuid and kept.version = (extra->>1)::bigint`,
    [JSON.stringify(rows)],
  );
  return removed.rowCount ?? 0;
}

/** A check of a replica that is not filled would find just that. */
export function notReady(entity: string): StrataError {
  return new StrataError(
    'REPLICA_NOT_READY',
    `The replica of ${entity} is being filled; check it when it is ready.`,
    409,
  );
}
