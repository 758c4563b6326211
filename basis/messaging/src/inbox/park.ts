import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { PoolClient } from 'pg';
import type { Fault } from './fault.ts';

/** What a dead letter of an absorber has in the place of a handler's name. */
export const ABSORBER = 'absorber';
/** What one has there that nothing here takes. */
export const NOBODY = '';

/** A message that could not be taken in. */
export interface ParkedMessage {
  readonly source: string;
  readonly epoch: string;
  readonly part: number;
  /** The JSON text of its `WireMessage`. */
  readonly text: string;
  readonly handler: string;
  readonly state: 'failed' | 'behind';
  readonly fault: Fault;
  readonly attempts: number;
}

/** Each value is used once, in order, so that the text serves both for pg and for MikroORM. */
const PARK = `insert into inbox.dead_letter (source, epoch, part, tick, message_id, kind, topic, schema_version,
    aggregate_id, aggregate_version, payload, headers, written_at,
    handler, state, reason, error, fingerprint, attempts, tried_at)
  select g.source, g.epoch, g.part, (m->>0)::bigint, (m->>1)::bigint, m->>2, m->>3, (m->>4)::int,
    (m->>5)::uuid, (m->>6)::bigint, m->7, coalesce(nullif(m->8, 'null'), '{}'), (m->>9)::timestamptz,
    g.handler, g.state, g.reason, g.error, g.fingerprint, g.attempts,
    case when g.attempts > 0 then clock_timestamp() end
  from (values ($1::text, $2::uuid, $3::smallint, $4::jsonb, $5::text, $6::text, $7::text, $8::text, $9::text, $10::int))
    as g (source, epoch, part, m, handler, state, reason, error, fingerprint, attempts)
  on conflict (source, epoch, part, tick, message_id, handler) do nothing`;
const PARK_BY_ORM = forOrm(PARK);

/** Puts a message aside in the transaction of `client`. Putting it aside again changes nothing. */
export async function park(client: PoolClient, parked: ParkedMessage): Promise<void> {
  await client.query({ name: 'inbox park', text: PARK, values: valuesOf(parked) });
}

/** The same in a transaction of MikroORM. */
export async function parkByOrm(em: SqlEntityManager, parked: ParkedMessage): Promise<void> {
  await em.execute(PARK_BY_ORM, valuesOf(parked));
}

function valuesOf({ source, epoch, part, text, handler, state, fault, attempts }: ParkedMessage): unknown[] {
  return [source, epoch, part, text, handler, state, fault.reason, fault.error, fault.fingerprint, attempts];
}

/** MikroORM numbers its placeholders by their order. */
function forOrm(sql: string): string {
  return sql.replace(/\$\d+/g, '?');
}

/**
 * Live traffic that parks behind a dead letter, and a replay of it, take this lock on their aggregate: otherwise
 * something could be parked behind the last letter just as that one is done with, and stay there.
 */
export async function lockAggregate(em: SqlEntityManager, source: string, aggregateId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`dead letters ${source} ${aggregateId}`]);
}

/** Whether an earlier message of the aggregate is still parked. */
export async function isBlocked(em: SqlEntityManager, source: string, aggregateId: string): Promise<boolean> {
  const rows: unknown[] = await em.execute(
    `select from inbox.dead_letter
      where source = ? and aggregate_id = ? and state in ('failed', 'behind') and handler <> '${ABSORBER}' limit 1`,
    [source, aggregateId],
  );
  return rows.length > 0;
}
