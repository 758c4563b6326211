import { payloadFault } from '@strata/basis-contract';
import { BadUserInputError, ConflictError, isId, NotFoundError, newId } from '@strata/basis-core';
import type { PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import type { Base } from '../parts.ts';
import { stopTask } from './arrival.ts';
import { sqlOf } from './rows.ts';
import type { TaskDefinition } from './task.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** What a task is at. */
export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'expired' | 'cancelled';

/** A task as an operator sees it. */
export interface TaskView {
  readonly id: string;
  readonly topic: string;
  readonly schemaVersion: number;
  readonly state: TaskState;
  /** The services that asked for it; none for one that this service made itself. */
  readonly askers: readonly string[];
  readonly key: string | null;
  readonly schedule: string | null;
  readonly attempts: number;
  readonly arrivedAt: Date;
  readonly dueAt: Date;
  readonly deadlineAt: Date | null;
  readonly endedAt: Date | null;
  /** Asked to stop, and still running. */
  readonly cancelling: boolean;
  readonly failure: string | null;
  /** What the last attempt that failed threw. */
  readonly error: string | null;
}

/** A task with what it was asked with and what came of it. */
export interface TaskDetail extends TaskView {
  readonly input: object;
  readonly output: object | null;
  readonly headers: object;
}

/** Which tasks: all that are given must hold. */
export interface TaskFilter {
  readonly topic?: string;
  readonly state?: TaskState;
  /** Default 50, at most 500. */
  readonly limit?: number;
}

/** What a person may do with the tasks of a service. Each change is written down with who made it. */
export interface TaskOperators {
  /** The latest first. */
  list(filter?: TaskFilter): Promise<TaskView[]>;
  /** @throws NotFoundError */
  show(id: string): Promise<TaskDetail>;
  /**
   * Tries it now: one that waits for its next attempt, or that failed, expired or was cancelled; without a deadline
   * then, if that has passed. Whoever asked for it was told how it ended, and takes no other outcome in.
   *
   * @throws NotFoundError, ConflictError when it runs, is done, or another task has its key
   */
  retry(id: string, who: string): Promise<void>;
  /** Gives it up; one that runs is asked to stop. @throws NotFoundError, ConflictError when it has ended */
  cancel(id: string, who: string): Promise<void>;
  /** Makes a task that this service carries out. @returns its id @throws NotFoundError, BadUserInputError */
  run(topic: string, input: object, who: string): Promise<string>;
}

/** @param added called after the commit that made a task due; `stopped` after one that may have stopped one */
export function createTaskOperators(
  { pool, wake }: Base & { wake(): void },
  definitions: readonly TaskDefinition[],
  { added, stopped }: { added: () => void; stopped: () => void },
): TaskOperators {
  return {
    async list({ topic, state, limit = DEFAULT_LIMIT } = {}) {
      const { rows } = await pool.query<TaskView>(
        `select ${VIEW} from inbox.task task where ($1::text is null or topic = $1) and ($2::text is null or state = $2)
         order by arrived_at desc, id desc limit $3`,
        [topic ?? null, state ?? null, Math.min(Math.max(1, limit), MAX_LIMIT)],
      );
      return rows;
    },
    async show(id) {
      const found = `select ${VIEW}, input, output, headers from inbox.task task where id = $1`;
      const { rows } = isId(id) ? await pool.query<TaskDetail>(found, [id]) : { rows: [] };
      if (rows[0] === undefined) throw new NotFoundError('task', id);
      return rows[0];
    },
    async retry(id, who) {
      await withTransaction(pool, (client) => retry(client, id, who)).catch((error) => {
        if (error.code !== UNIQUE_VIOLATION) throw error;
        throw new ConflictError(`Another task has the key, or the schedule, of task ${id}.`, { cause: error });
      });
      added();
    },
    async cancel(id, who) {
      await withTransaction(pool, async (client) => {
        const { state } = await lock(client, id);
        if (state !== 'waiting' && state !== 'running') throw new ConflictError(`Task ${id} has ended: ${state}.`);
        await stopTask(sqlOf(client), { id, state });
        await audit(client, who, 'task.cancel', { id });
      });
      wake();
      stopped();
    },
    async run(topic, input, who) {
      const task = definitions.map((each) => each.task).findLast((each) => each.name === topic);
      if (task === undefined) throw new NotFoundError('task that is carried out here', topic);
      const fault = payloadFault(task.input, input);
      if (fault !== undefined) throw new BadUserInputError(`The input of ${topic} does not fit: ${fault}.`);
      const id = newId();
      await withTransaction(pool, async (client) => {
        await client.query(
          `insert into inbox.task (id, topic, schema_version, aggregate_id, input, headers)
           values ($1, $2, $3, $1, $4, $5)`,
          [id, topic, task.version, JSON.stringify(input), JSON.stringify({ requestId: newId() })],
        );
        await audit(client, who, 'task.run', { id, topic });
      });
      added();
      return id;
    },
  };
}

const UNIQUE_VIOLATION = '23505';

const VIEW = `
  id, topic, schema_version as "schemaVersion", state, array(
    select task.asker where task.asker is not null
    union all select asker from inbox.task_asker also where also.task = task.id and not withdrawn) as askers,
  key, schedule, attempts, arrived_at as "arrivedAt", due_at as "dueAt", deadline_at as "deadlineAt",
  ended_at as "endedAt", cancelling, failure, error`;

async function retry(client: PoolClient, id: string, who: string): Promise<void> {
  const { state } = await lock(client, id);
  if (state === 'running') throw new ConflictError(`Task ${id} runs at this moment.`);
  if (state === 'done') throw new ConflictError(`Task ${id} is done.`);
  await client.query(
    `update inbox.task set state = 'waiting', attempts = 0, due_at = clock_timestamp(), queued_at = null,
       deadline_at = case when deadline_at > clock_timestamp() then deadline_at end,
       cancelling = false, output = null, failure = null, ended_at = null
     where id = $1`,
    [id],
  );
  await audit(client, who, 'task.retry', { id });
}

async function lock(client: PoolClient, id: string): Promise<{ state: TaskState }> {
  const found = 'select state from inbox.task where id = $1 for update';
  const { rows } = isId(id) ? await client.query<{ state: TaskState }>(found, [id]) : { rows: [] };
  if (rows[0] === undefined) throw new NotFoundError('task', id);
  return rows[0];
}

async function audit(client: PoolClient, who: string, action: string, subject: object): Promise<void> {
  await client.query('insert into inbox.audit (who, action, subject) values ($1, $2, $3)', [
    who,
    action,
    JSON.stringify(subject),
  ]);
}
