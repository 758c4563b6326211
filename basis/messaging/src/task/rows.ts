import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { currentTraceparent } from '@strata/basis-core';
import type { Pool, PoolClient } from 'pg';

/** Runs a statement with `$1`, `$2`, … in it, wherever the transaction is. */
export type Sql = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Of a connection's transaction, or of none: each statement by itself. */
export function sqlOf(connection: Pool | PoolClient): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[]) =>
    (await connection.query<Row>(text, [...values])).rows;
}

/** Of the transaction that the EntityManager is in. */
export function sqlWithin(em: SqlEntityManager): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[]) => {
    const inOrder: unknown[] = [];
    const marked = text.replace(/\$(\d+)/g, (_, number: string) => {
      inOrder.push(values[Number(number) - 1] ?? null);
      return '?';
    });
    return em.execute<Row[]>(marked, inOrder); // raw access: the platform's own tables, which are not entities
  };
}

/** How a task ends: for whatever comes later, it has ended so. */
export interface TaskEnd {
  readonly id: string;
  readonly state: 'done' | 'failed' | 'expired' | 'cancelled';
  readonly output?: object;
  readonly failure?: string;
  /** For a person to read. */
  readonly error?: string;
  /** Whoever ends it must hold this lease. Without one, its transaction has locked the row. */
  readonly lease?: string;
}

/** Characters of an error that are kept. */
const MAX_ERROR_CHARS = 2_000;

/**
 * Ends a task, and tells everybody who asked for it, in one transaction of the caller's.
 *
 * @returns false, and nothing is changed, when the lease is held no more
 */
export async function endTask(sql: Sql, { id, state, output, failure, error, lease }: TaskEnd): Promise<boolean> {
  const ended = await sql(
    `update inbox.task set state = $2, output = $3::jsonb, failure = $4::text, error = coalesce($5::text, error),
       lease = null, lease_until = null, ended_at = clock_timestamp()
     where id = $1 and ($6::uuid is null or (lease = $6::uuid and state = 'running'))
     returning id`,
    [
      id,
      state,
      output === undefined ? null : JSON.stringify(output),
      failure ?? null,
      error === undefined ? null : readable(error),
      lease ?? null,
    ],
  );
  if (ended.length === 0) return false;
  await sql(TELL_ASKERS, [id, trace()]);
  return true;
}

/**
 * A statement of its own, after the row is locked: an asker who came under the same key in the meantime was added
 * under that lock, and is seen only by what begins after it.
 */
const TELL_ASKERS = `
  insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, payload, headers)
  select outbox.part_of(told.aggregate_id), 'outcome', task.topic, told.asker, task.schema_version, told.aggregate_id,
    jsonb_build_object('task', told.id, 'status', task.state, 'output', task.output, 'failure', task.failure),
    told.headers || $2::jsonb
  from inbox.task task, lateral (
    select task.id, task.asker, task.aggregate_id, task.headers where task.asker is not null
    union all
    select id, asker, aggregate_id, headers from inbox.task_asker where task_asker.task = task.id and not withdrawn
  ) told
  where task.id = $1`;

/** Tells one asker that it is over for them: they withdrew. */
export async function tellWithdrawn(sql: Sql, asking: string): Promise<void> {
  await sql(
    `insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, payload, headers)
     select outbox.part_of(told.aggregate_id), 'outcome', task.topic, told.asker, task.schema_version,
       told.aggregate_id, jsonb_build_object('task', told.id, 'status', 'cancelled', 'output', null, 'failure', null),
       told.headers || $2::jsonb
     from (select id as task, id, asker, aggregate_id, headers from inbox.task where id = $1
           union all
           select task, id, asker, aggregate_id, headers from inbox.task_asker where id = $1) told
     join inbox.task task on task.id = told.task
     where told.asker is not null`,
    [asking, trace()],
  );
}

/** An outcome goes on with the trace of what made it, else with that of who asked. */
function trace(): string {
  const traceparent = currentTraceparent();
  return JSON.stringify(traceparent === undefined ? {} : { traceparent });
}

/** What PostgreSQL keeps of an error's text. */
export function readable(error: string): string {
  return error.replaceAll('\0', '').slice(0, MAX_ERROR_CHARS);
}
