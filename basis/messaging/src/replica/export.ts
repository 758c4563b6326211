import { newId } from '@strata/basis-core';
import type { Pool } from 'pg';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import type { AskChecksums, Checksums, ControlMessage, ExportedRows, ExportRows } from '../queue/wire.ts';
import { checksumLine, checksumOf, LAST_ID, restrictedPayload } from './sql.ts';

/** Rows of one chunk at most, whatever is asked for. */
export const EXPORT_ROWS = 1_000;
/** Bytes of payloads in one chunk, but for a first row that has more by itself. */
const EXPORT_BYTES = 4 * 1024 * 1024;
/** Rows behind one checksum. */
export const CHECK_RANGE_ROWS = 1_000;
/** Rows behind the checksums of one answer at most. */
export const CHECK_ROWS = 5_000;

/** A published entity, as whoever exports it needs it: the part of a publication that says where the rows are. */
export interface ExportSource {
  readonly contract: { readonly name: string; readonly version: number };
  /** Quoted where it must be. */
  readonly table: string;
  readonly idColumn: string;
  readonly versionColumn: string;
  /** The row's published payload, as an SQL expression of jsonb. */
  payloadSql(alias: string): string;
}

/** Answers services that fill or check replicas of what this one publishes. */
export interface Exports {
  /** Whether it was a message for exports. */
  handle(message: ControlMessage): Promise<boolean>;
}

/** The source's side of replicas: `export` and `ask-checksums`, answered to the asker's control queue. */
export function createExports(base: Base, sources: readonly ExportSource[]): Exports {
  const published = new Map(sources.map((source) => [`${source.contract.name} ${source.contract.version}`, source]));
  return {
    async handle(message) {
      if (message.kind !== 'export' && message.kind !== 'ask-checksums') return false;
      const source = published.get(`${message.entity} ${message.schemaVersion}`);
      if (source === undefined) {
        const { entity, schemaVersion, consumer } = message;
        base.logger.warn({ entity, schemaVersion, consumer }, 'asked for rows that are not published');
        return true;
      }
      // Rows that change after they were exported arrive as messages: only for who is subscribed before the export.
      if (!(await isSubscribed(base.pool, message))) return true;
      const answer =
        message.kind === 'export' ? await exportRows(base, source, message) : await checksums(base, source, message);
      await base.transport.send(controlQueue(message.consumer), [{ id: `${answer.kind}-${newId()}`, data: answer }]);
      return true;
    },
  };
}

async function isSubscribed(pool: Pool, { consumer, entity }: ExportRows | AskChecksums): Promise<boolean> {
  const found = await pool.query(
    "select from outbox.consumer where name = $1 and state = 'active' and $2 = any(topics)",
    [consumer, entity],
  );
  return found.rowCount === 1;
}

/** What a source's rows look like from outside, in the order of their ids. Parameters: after, up to, how many. */
function rowsSql({ table, idColumn, versionColumn, payloadSql }: ExportSource): string {
  const id = `source.${idColumn}`;
  return `select ${id} as id, source.${versionColumn} as version, ${payloadSql('source')} as payload
    from ${table} source
    where ($1::uuid is null or ${id} > $1::uuid) and ($2::uuid is null or ${id} <= $2::uuid)
    order by ${id} limit $3::int`;
}

async function exportRows(base: Base, source: ExportSource, message: ExportRows): Promise<ExportedRows> {
  const { entity, generation, after, upTo = null, check } = message;
  const limit = Math.min(message.limit, EXPORT_ROWS);
  const found = await base.pool.query<{ rows: string; count: number; found: number; last: string | null }>(
    `with found as (${rowsSql(source)}),
      weighed as (select *, sum(octet_length(payload::text)) over (order by id) as bytes, row_number() over (order by id) as place from found),
      chunk as (select * from weighed where bytes <= ${EXPORT_BYTES} or place = 1)
     select coalesce(json_agg(json_build_array(id, version, payload) order by id), '[]')::text as rows,
       count(*)::int as count, (select count(*)::int from found) as found, max(id::text) as last from chunk`,
    [after, upTo, limit],
  );
  const [chunk] = found.rows;
  if (chunk === undefined) throw new Error('An aggregate has no row.');
  const isLast = chunk.found < limit && chunk.count === chunk.found;
  return {
    kind: 'exported',
    source: base.service,
    entity,
    generation,
    after,
    next: isLast ? null : chunk.last,
    total: after === null ? await countRows(base.pool, source) : null,
    count: chunk.count,
    rows: chunk.rows,
    ...(check === undefined ? {} : { check }),
  };
}

async function countRows(pool: Pool, { table }: ExportSource): Promise<number> {
  const counted = await pool.query<{ count: string }>(`select count(*) from ${table}`);
  return Number(counted.rows[0]?.count);
}

async function checksums(base: Base, source: ExportSource, message: AskChecksums): Promise<Checksums> {
  const { entity, check, fields, after } = message;
  const limit = Math.min(message.limit, CHECK_ROWS);
  const line = checksumLine('id', 'version', restrictedPayload('payload', '$4::text[]'));
  const { rows: ranges } = await base.pool.query<{ upTo: string; rows: number; checksum: string }>(
    `select max(id::text) as "upTo", count(*)::int as rows, ${checksumOf(line, 'id')} as checksum
     from (select *, (row_number() over (order by id) - 1) / ${CHECK_RANGE_ROWS} as range from (${rowsSql(source)}) found) numbered
     group by range order by range`,
    [after, null, limit, fields],
  );
  const seen = ranges.reduce((sum, { rows }) => sum + rows, 0);
  const last = ranges.at(-1);
  if (seen === limit && last !== undefined) {
    return { kind: 'checksums', source: base.service, entity, check, after, next: last.upTo, ranges };
  }
  const toTheEnd = [...ranges.slice(0, -1), { ...(last ?? { rows: 0, checksum: EMPTY_CHECKSUM }), upTo: LAST_ID }];
  return { kind: 'checksums', source: base.service, entity, check, after, next: null, ranges: toTheEnd };
}

/** MD5 of nothing. */
const EMPTY_CHECKSUM = 'd41d8cd98f00b204e9800998ecf8427e';
