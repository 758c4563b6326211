import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { payloadFault, readPayload, type TaskContract } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { InvalidPayloadError } from '../inbox/fault.ts';
import { inTransaction } from '../outbox/transaction.ts';
import type { Handler, Unit } from '../parts.ts';
import type { Message, MessageHeaders } from '../queue/wire.ts';
import { pauseAfter, serviceViewer, type TaskParts } from './attempt.ts';
import { type Sql, sqlWithin } from './rows.ts';
import { type OutcomeDefinition, type OutcomeUnit, versionOf } from './task.ts';

/** How long after its deadline an asker still waits to be told what became of a task; then it has expired for them. */
export const OUTCOME_GRACE_MS = 10_000;
const OUTCOME_TIMEOUT_MS = 10_000;
/** Askings that are settled in one turn. */
const EXPIRED_AT_ONCE = 50;
/** When settling fails, it is tried again; the first pause, and the longest. */
const RETRY = { timeoutMs: 0, maxAttempts: 0, firstMs: 1_000, factor: 2, maxMs: 60_000 };

/** What a message of kind `outcome` says. */
export interface OutcomePayload {
  /** The id under which it was asked for. */
  readonly task: string;
  readonly status: 'done' | 'failed' | 'expired' | 'cancelled';
  readonly output?: object | null;
  readonly failure?: string | null;
}

interface Asked {
  aggregate_id: string;
  input: object;
}

/**
 * Takes in what became of the tasks of a contract that this service asks for, whether anything is to be done then or
 * not. What was settled before, by another outcome or because its deadline had passed for long, is left as it is.
 *
 * @param tookIn called inside of the transaction: it is about to commit
 */
export function outcomeHandler(
  task: TaskContract,
  definition: OutcomeDefinition | undefined,
  tookIn: (id: string) => void,
): Handler {
  return {
    name: `outcome of ${task.name}`,
    kind: 'outcome',
    topic: task.name,
    schemaVersion: task.version,
    timeoutMs: OUTCOME_TIMEOUT_MS,
    async handle(unit, message: Message) {
      const outcome = readOutcome(task, message.payload as OutcomePayload);
      const fault = outcome.status === 'done' ? payloadFault(task.output, outcome.output) : undefined;
      if (fault !== undefined) throw new InvalidPayloadError(`the output of ${task.name} ${task.version}: ${fault}`);
      if (await settle(unit, definition, outcome, message.source)) tookIn(outcome.task);
    },
  };
}

function readOutcome(task: TaskContract, outcome: OutcomePayload): OutcomePayload {
  return outcome.status === 'done'
    ? { ...outcome, output: readPayload(task.output, outcome.output) as object }
    : outcome;
}

/** @returns false when it was settled before, or is nobody's. */
async function settle(
  unit: Unit,
  definition: OutcomeDefinition | undefined,
  { task: id, status, output = null, failure = null }: OutcomePayload,
  source: string,
): Promise<boolean> {
  const [asked] = await sqlWithin(unit.em)<Asked>(
    `update outbox.asked set outcome = $2, output = $3::jsonb, failure = $4::text, settled_at = clock_timestamp()
     where id = $1 and target = $5 and outcome is null returning aggregate_id, input`,
    [id, status, output === null ? null : JSON.stringify(output), failure, source],
  );
  if (asked === undefined) return false;
  const { input, aggregate_id: aggregateId } = asked;
  const told: OutcomeUnit = { ...unit, taskId: id, aggregateId };
  if (status === 'done') await definition?.done(output ?? {}, input, told);
  else if (status === 'failed') await definition?.failed(failure ?? 'ATTEMPTS_EXHAUSTED', input, told);
  else if (status === 'cancelled') await definition?.failed('CANCELLED', input, told);
  else if (definition?.expired !== undefined) await definition.expired(input, told);
  else await definition?.failed('DEADLINE', input, told);
  return true;
}

/** Settles what nobody told the outcome of: whoever was asked cannot be reached, or has lost it. */
export interface Expiry {
  /** @returns in how many milliseconds the next one is to be settled, if any is */
  expire(): Promise<number | undefined>;
}

/** The expiry of what this service asks for. */
export function createExpiry(
  parts: TaskParts,
  { asked, definitions, graceMs = OUTCOME_GRACE_MS, tookIn }: ExpiryOptions,
): Expiry {
  const versions = asked.map(({ name, version }) => versionOf(name, version));
  /** Those that could not be settled, and when they are tried again. */
  const failing = new Map<string, { attempt: number; at: number }>();

  async function expireOne(row: ExpiredRow): Promise<void> {
    const definition = definitions.get(versionOf(row.topic, row.schema_version));
    const origin = {
      viewer: serviceViewer(parts.service),
      now: parts.clock.now(),
      requestId: row.headers.requestId ?? newId(),
      logger: parts.logger.child({ task: row.topic, taskId: row.id }),
    };
    const options = { emitting: parts.emitting, afterCommit: () => parts.wake() };
    const expired: OutcomePayload = { task: row.id, status: 'expired' };
    try {
      const settled = await inTransaction(
        parts.orm,
        origin,
        (unit) => settle(unit, definition, expired, row.target),
        options,
      );
      failing.delete(row.id);
      if (settled) tookIn(row.id);
    } catch (error) {
      const attempt = (failing.get(row.id)?.attempt ?? 0) + 1;
      const pauseMs = pauseAfter(attempt, RETRY);
      failing.set(row.id, { attempt, at: performance.now() + pauseMs });
      origin.logger.warn({ err: error, attempt, pauseMs }, 'a task that expired could not be settled');
    }
  }

  return {
    async expire() {
      const patient = [...failing].filter(([, { at }]) => at > performance.now()).map(([id]) => id);
      const { rows } = await parts.pool.query<ExpiredRow>(
        `select id, topic, target, schema_version, headers,
           (extract(epoch from deadline_at - now()) * 1000 + $2::float8)::float8 as ms
         from outbox.asked
         where outcome is null and deadline_at is not null
           and topic || ' ' || schema_version = any($1) and id <> all($3)
         order by deadline_at limit $4`,
        [versions, graceMs, patient, EXPIRED_AT_ONCE],
      );
      for (const row of rows) {
        if (row.ms > 0) return row.ms;
        await expireOne(row);
      }
      return rows.length === EXPIRED_AT_ONCE ? 0 : undefined;
    },
  };
}

/** Whose outcomes are handled how, and how long after a deadline they may come. */
export interface ExpiryOptions {
  asked: readonly TaskContract[];
  definitions: ReadonlyMap<string, OutcomeDefinition>;
  /** Default 10 s. */
  graceMs?: number;
  tookIn(id: string): void;
}

interface ExpiredRow {
  id: string;
  topic: string;
  target: string;
  schema_version: number;
  headers: MessageHeaders;
  ms: number;
}

/**
 * Asks, with the transaction, for what an aggregate asked for and waits for to be given up: what has not begun is
 * cancelled, what runs is interrupted. It may be done all the same; what became of it comes as its outcome.
 *
 * @returns how many askings there are to give up
 * @example await cancelAsked(unit, authorise, payment);
 */
export function cancelAsked(
  { em }: { em: SqlEntityManager },
  task: TaskContract,
  aggregate: { readonly id: string },
): Promise<number> {
  return cancelWhere(sqlWithin(em), 'topic = $1 and aggregate_id = $2', [task.name, aggregate.id]);
}

/** The same for one asking, by its id. @returns false when it is settled, or there is none */
export async function cancelAsking(sql: Sql, id: string): Promise<boolean> {
  return (await cancelWhere(sql, 'id = $1', [id])) === 1;
}

/** In the order of its aggregate: the cancellation comes after the task. */
async function cancelWhere(sql: Sql, which: string, values: readonly unknown[]): Promise<number> {
  const open = `select * from outbox.asked where ${which} and outcome is null order by id for update`;
  const cancelled = await sql(
    `insert into outbox.message (part, kind, topic, target, schema_version, aggregate_id, payload, headers)
     select outbox.part_of(aggregate_id), 'cancel', topic, target, schema_version, aggregate_id,
       jsonb_build_object('task', id), headers
     from (${open}) asked returning id`,
    values,
  );
  return cancelled.length;
}
