import type { TaskContract } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import type { PoolClient } from 'pg';
import type { Absorber, Batch } from '../parts.ts';
import { endTask, type Sql, sqlOf, tellWithdrawn } from './rows.ts';

/** What happens when tasks, or cancellations, came in and are committed. */
export interface Arrivals {
  arrived(count: number): void;
  cancelled(): void;
}

/** Each time that a key's task ends badly while its second asker looks, there is another round. */
const MAX_ROUNDS = 10;

/** Takes in the tasks of a contract that this service carries out, and their cancellations. */
export function taskAbsorbers(task: TaskContract, arrivals: Arrivals): Absorber[] {
  const of = { topic: task.name, schemaVersion: task.version };
  let placed = 0;
  return [
    {
      ...of,
      kind: 'task',
      absorb: async (client, batch) => {
        placed += await absorbTasks(client, task, batch);
      },
      absorbed: () => {
        arrivals.arrived(placed);
        placed = 0;
      },
    },
    {
      ...of,
      kind: 'cancel',
      absorb: (client, batch) => absorbCancellations(client, task, batch),
      absorbed: () => arrivals.cancelled(),
    },
  ];
}

/** The batch's messages of a kind ($5), topic ($2) and version ($6) that lie after the cursor ($3, $4). */
const ARRIVING = `
  select (m->7->>'id')::uuid as id, (m->>5)::uuid as aggregate_id, m->7->>'key' as key,
    coalesce(m->7->'input', '{}') as input, m->8 as headers, (m->7->>'dueAt')::timestamptz as due_at,
    (m->7->>'deadlineAt')::timestamptz as deadline_at, (m->7->>'task')::uuid as task,
    (m->>0)::bigint as tick, (m->>1)::bigint as message
  from jsonb_array_elements($1::jsonb) m
  where m->>2 = $5 and m->>3 = $2 and (m->>4)::int = $6 and ((m->>0)::bigint, (m->>1)::bigint) > ($3, $4)`;

/** Those that are neither a task here, nor another asking for one. */
const UNKNOWN = `
  not exists (select from inbox.task known where known.id = arriving.id)
  and not exists (select from inbox.task_asker known where known.id = arriving.id)`;

const PLACE = `
  with arriving as materialized (${ARRIVING}),
  placed as (
    insert into inbox.task (id, topic, schema_version, asker, aggregate_id, key, input, headers, due_at, deadline_at)
    select id, $2, $6, $7, aggregate_id, key, input, headers, coalesce(due_at, clock_timestamp()), deadline_at
    from arriving where ${UNKNOWN} order by tick, message
    on conflict do nothing returning id
  )
  select (select count(*) from placed)::int as placed, (
    select count(*) from arriving where key is not null and ${UNKNOWN} and id not in (select id from placed)
  )::int as doubled`;

/** Under a key that has a task already, an asking joins it; where that one is done, it is told at once. */
const JOIN = `
  with arriving as materialized (${ARRIVING}),
  holder as (
    select id, key, state, output from inbox.task
    where topic = $2 and state in ('waiting', 'running', 'done')
      and key in (select key from arriving where key is not null and ${UNKNOWN})
    order by id for update
  ), joined as (
    insert into inbox.task_asker (id, task, asker, aggregate_id, headers)
    select arriving.id, holder.id, $7, arriving.aggregate_id, arriving.headers
    from arriving join holder on holder.key = arriving.key where ${UNKNOWN}
    on conflict do nothing returning id, task, aggregate_id, headers
  )
  insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, payload, headers)
  select outbox.part_of(joined.aggregate_id), 'outcome', $2, $7, $6, joined.aggregate_id,
    jsonb_build_object('task', joined.id, 'status', 'done', 'output', holder.output, 'failure', null), joined.headers
  from joined join holder on holder.id = joined.task where holder.state = 'done'`;

async function absorbTasks(client: PoolClient, task: TaskContract, batch: Batch): Promise<number> {
  const values = valuesOf('task', task, batch);
  let count = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { rows } = await client.query<{ placed: number; doubled: number }>(PLACE, values);
    count += rows[0]?.placed ?? 0;
    if (rows[0]?.doubled === 0) return count;
    await client.query(JOIN, values);
  }
  throw new StrataError('TASK_KEY_UNSETTLED', `Tasks of ${task.name} with one key end faster than one can join.`, 503);
}

async function absorbCancellations(client: PoolClient, task: TaskContract, batch: Batch): Promise<void> {
  const { rows } = await client.query<{ task: string }>(
    `with arriving as (${ARRIVING}) select task from arriving group by task order by task`,
    valuesOf('cancel', task, batch).slice(0, -1),
  );
  for (const { task: asking } of rows) await withdraw(sqlOf(client), asking, batch.source);
}

const valuesOf = (kind: 'task' | 'cancel', { name, version }: TaskContract, { source, messages, after }: Batch) => [
  messages,
  name,
  after[0],
  after[1],
  kind,
  version,
  source,
];

/**
 * An asker wants it no more. Nobody else does: a waiting task is cancelled, a running one is asked to stop. Others do,
 * under the same key: they keep it, and only this asker is told that it is over.
 */
async function withdraw(sql: Sql, asking: string, source: string): Promise<void> {
  const found = 'id = coalesce((select task from inbox.task_asker where id = $1), $1)';
  await sql(`select from inbox.task where ${found} for update`, [asking]);
  const [task] = await sql<{ id: string; state: string; asker: string | null; shared: boolean }>(
    `select id, state, asker, exists (
       select from inbox.task_asker also where also.task = task.id and also.id <> $1 and not withdrawn) as shared
     from inbox.task task where ${found} and state in ('waiting', 'running')`,
    [asking],
  );
  if (task === undefined) return;
  if (task.id === asking) return withdrawFirst(sql, task, source);
  const left = await sql(
    'update inbox.task_asker set withdrawn = true where id = $1 and asker = $2 and not withdrawn returning id',
    [asking, source],
  );
  if (left.length === 0) return;
  await tellWithdrawn(sql, asking);
  if (task.asker === null && !task.shared) await stopTask(sql, task);
}

async function withdrawFirst(
  sql: Sql,
  task: { id: string; state: string; asker: string | null; shared: boolean },
  source: string,
): Promise<void> {
  if (task.asker !== source) return;
  if (!task.shared) return stopTask(sql, task);
  await tellWithdrawn(sql, task.id);
  await sql('update inbox.task set asker = null where id = $1', [task.id]);
}

/** Cancels an open task that the caller's transaction has locked; a running one is only asked to stop. */
export async function stopTask(sql: Sql, { id, state }: { id: string; state: string }): Promise<void> {
  if (state === 'waiting') await endTask(sql, { id, state: 'cancelled' });
  else await sql('update inbox.task set cancelling = true where id = $1', [id]);
}
