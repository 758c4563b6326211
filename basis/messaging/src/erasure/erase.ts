import type { MikroORM } from '@mikro-orm/postgresql';
import type { Field, Fields } from '@strata/basis-contract';
import type { Pool } from 'pg';
import { withTransaction } from '../database.ts';
import type { Emitting } from '../outbox/emissions.ts';
import { compilePublications } from '../publication/compile.ts';

/** Whose data is erased: a published row, and what was written about it. */
export interface ErasedAggregate {
  readonly aggregateId: string;
}

/**
 * Erases what the messages that are still kept say of an aggregate: after its row was changed to say nothing any more.
 * States of the row become what it is now; of events and tasks the texts are taken out, while ids, amounts and moments
 * stay, for what was done with them has to remain explicable. What others have taken in already they erase themselves.
 *
 * @returns how many messages were changed
 */
export async function eraseFromOutbox(
  pool: Pool,
  orm: MikroORM,
  emitting: Emitting,
  { aggregateId }: ErasedAggregate,
): Promise<number> {
  const publications = compilePublications(orm.getMetadata(), emitting.publications);
  return withTransaction(pool, async (client) => {
    let changed = 0;
    for (const { contract, table, idColumn, payloadSql } of publications) {
      const { rowCount } = await client.query(
        `update outbox.message made set payload = shown.payload
         from (select ${payloadSql('root')} as payload from ${table} root where root.${idColumn} = $1) shown
         where made.aggregate_id = $1 and made.kind = 'entity' and made.topic = $2 and made.schema_version = $3
           and made.payload <> shown.payload`,
        [aggregateId, contract.name, contract.version],
      );
      changed += rowCount ?? 0;
    }
    const others = await client.query<Written>(
      `select tableoid::regclass::text as day, id, topic, schema_version as version, kind, payload
       from outbox.message where aggregate_id = $1 and kind in ('event', 'task')`,
      [aggregateId],
    );
    for (const row of others.rows) {
      const blanked = JSON.stringify(withoutTexts(emitting, row));
      await client.query(`update ${row.day} set payload = $1 where id = $2`, [blanked, row.id]);
    }
    return changed + others.rows.length;
  });
}

interface Written {
  day: string;
  id: string;
  topic: string;
  version: number;
  kind: 'event' | 'task';
  payload: Record<string, unknown>;
}

function withoutTexts({ events, asks }: Emitting, { kind, topic, version, payload }: Written): unknown {
  const isOurs = (contract: { name: string; version: number }) =>
    contract.name === topic && contract.version === version;
  if (kind === 'event') return blankRecord(events.find(isOurs)?.fields, payload);
  return { ...payload, input: blankRecord(asks.find(isOurs)?.input, payload.input) };
}

/** By the contract; of a contract that is not there any more nothing is known, so nothing is kept. */
function blankRecord(fields: Fields | undefined, value: unknown): unknown {
  if (fields === undefined || typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).map(([name, part]) => [name, blankField(fields[name], part)]);
  return Object.fromEntries(entries);
}

function blankField(field: Field<unknown> | undefined, value: unknown): unknown {
  if (value === null || field === undefined) return null;
  switch (field.kind) {
    case 'text':
      return field.optional ? null : '';
    case 'record':
      return blankRecord(field.fields, value);
    case 'list':
      return (value as unknown[]).map((element) => blankField(field.item, element));
    default:
      return value;
  }
}
