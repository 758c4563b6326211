import type { MikroORM } from '@mikro-orm/postgresql';
import { type Clock, createLifecycle, type Environment, type Logger, quieter, systemClock } from '@strata/basis-core';
import type { Pool } from 'pg';
import { createMessagingPool } from './database.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letter.ts';
import { createErasure, type Erasure } from './erasure/erasure.ts';
import type { OnDefinition } from './inbox/handler.ts';
import { createInbox, type Inbox } from './inbox/inbox.ts';
import { ownerOf, type Takers } from './inbox/routes.ts';
import type { Sabotage } from './inbox/take-in.ts';
import type { UpcastDefinition } from './inbox/upcast.ts';
import type { Emitting } from './outbox/emissions.ts';
import { createOutboxOperators, type OutboxOperators } from './outbox/operators.ts';
import { keepOutbox } from './outbox/upkeep.ts';
import type { Base, Checkpoint } from './parts.ts';
import { compilePublications } from './publication/compile.ts';
import { controlQueue, type Transport } from './queue/transport.ts';
import type { ControlMessage } from './queue/wire.ts';
import { createRelay, type Relay, type RelaySabotage } from './relay/relay.ts';
import { type CatchUp, createCatchUp } from './replica/catch-up.ts';
import { createExports } from './replica/export.ts';
import { replicasOf } from './replica/replica.ts';
import { createReplicas, type Replicas } from './replica/replicas.ts';
import type { OutcomeDefinition, ScheduleDefinition, TaskDefinition } from './task/task.ts';
import { createTasks, type Tasks } from './task/tasks.ts';
import { publishMessagingMetrics } from './telemetry/metrics.ts';

/** What a manifest lists under `handles`: what `on`, `carryOut`, `onOutcome`, `every` and `upcast` return. */
export type HandlerDefinition =
  | OnDefinition
  | TaskDefinition
  | OutcomeDefinition
  | ScheduleDefinition
  | UpcastDefinition;

/** For the tests of the tests alone. */
export interface MessagingSabotage {
  readonly relay?: RelaySabotage;
  readonly inbox?: Sabotage;
}

/** What a service's messaging is started with. */
export interface MessagingOptions {
  readonly service: string;
  readonly databaseUrl: string;
  /** Migrated, and with what `preparePlatformSchema` makes. */
  readonly orm: MikroORM;
  readonly transport: Transport;
  /** What its units of work may emit, and what it publishes. */
  readonly emitting: Emitting;
  readonly handles?: readonly HandlerDefinition[];
  readonly logger: Logger;
  /** What tasks with an effect outside are told of the process's configuration. */
  readonly environment?: Environment | undefined;
  readonly clock?: Clock;
  readonly checkpoint?: (point: Checkpoint) => void | Promise<void>;
  readonly sabotage?: MessagingSabotage;
}

/** The messaging of one service in this process; others may have the same. */
export interface Messaging {
  /** After a commit that may have written messages. Returns at once. */
  wake(): void;
  readonly relay: Relay;
  readonly inbox: Inbox;
  readonly replicas: Replicas;
  readonly catchUp: CatchUp;
  readonly tasks: Tasks;
  readonly deadLetters: DeadLetters;
  readonly outbox: OutboxOperators;
  readonly erasure: Erasure;
  /** Whether all that it listens to is subscribed to, and its replicas are filled. */
  isReady(): Promise<boolean>;
  /** Waits until it is ready. @returns false when that took longer than the limit, or it was stopped */
  ready(limitMs?: number): Promise<boolean>;
  /** Takes nothing new in, ends what runs, sends what is due, and gives its connections back. */
  stop(): Promise<void>;
}

/** Control messages that a process works on at once. */
const CONTROL_CONCURRENCY = 4;
const READY_POLL_MS = 25;

/**
 * Starts all that a service does with messages: it publishes what its outbox holds, and takes in what others publish
 * for it. Nothing of it throws later: what goes wrong is tried again, parked, and logged.
 *
 * @throws whatever the database refuses; StrataError `SUBGRAPH_DEFINITION`, `DUPLICATE_HANDLER`
 */
export async function startMessaging(options: MessagingOptions): Promise<Messaging> {
  const { service, databaseUrl, logger } = options;
  const lifecycle = createLifecycle(logger);
  const pool = createMessagingPool(service, databaseUrl);
  lifecycle.onStop('pool of messaging', () => pool.end());
  try {
    const parts = createParts(options, pool);
    await startParts(parts, options, pool, (name, release) => lifecycle.onStop(name, release));
    let stopped = false;
    return {
      wake: parts.relay.wake,
      ...parts,
      outbox: createOutboxOperators(pool),
      erasure: createErasure({ service, pool, orm: options.orm, emitting: options.emitting }),
      isReady: () => isReady(parts, pool),
      ready: (limitMs = Number.POSITIVE_INFINITY) =>
        untilReady(parts, pool, performance.now() + limitMs, () => stopped),
      stop: () => {
        stopped = true;
        return lifecycle.stop();
      },
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

interface Parts {
  relay: Relay;
  inbox: Inbox;
  replicas: Replicas;
  catchUp: CatchUp;
  tasks: Tasks;
  deadLetters: DeadLetters;
  /** Those to whom it listens. */
  sources: readonly string[];
  /** What it keeps replicas of. */
  entities: readonly string[];
}

function createParts(options: MessagingOptions, pool: Pool): Parts {
  const { orm, emitting, environment = {}, handles = [], sabotage } = options;
  const base = baseOf(options, pool);
  const relay = createRelay(base, sabotage?.relay === undefined ? {} : { sabotage: sabotage.relay });
  const wake = relay.wake;
  const shared = { ...base, orm, emitting, wake };
  const definitions = handles.filter(
    (each) => each.kind === 'task' || each.kind === 'outcome' || each.kind === 'schedule',
  );
  const tasks = createTasks({ ...shared, environment, definitions });
  const kept = replicasOf(orm);
  const catchUp = createCatchUp({ service: base.service, orm, replicas: kept });
  const replicas = createReplicas({
    ...base,
    logger: quieter(base.logger),
    replicas: kept,
    onHold: (isHeld) => inbox.attend(isHeld),
    onRows: () => catchUp.changed(),
  });
  const takers: Takers = {
    handlers: [...handles.flatMap((each) => (each.kind === 'on' ? [each.handler] : [])), ...tasks.handlers],
    absorbers: [...replicas.absorbers, ...tasks.absorbers],
    upcasters: handles.flatMap((each) => (each.kind === 'upcast' ? [each.upcaster] : [])),
  };
  const inbox = createInbox({
    ...shared,
    ...takers,
    onReset: (source) => replicas.reset(source),
    onSubscribed: (source) => {
      const failed = (error: unknown) => base.logger.warn({ err: error, source }, 'replicas go on being filled later');
      void replicas.subscribed(source).catch(failed);
    },
    ...(sabotage?.inbox === undefined ? {} : { sabotage: sabotage.inbox }),
  });
  const published = [...takers.handlers, ...takers.absorbers].filter(
    ({ kind }) => kind === 'entity' || kind === 'event',
  );
  const sources = [...new Set(published.map(({ topic }) => ownerOf(topic)))];
  const entities = kept.map(({ entity }) => entity);
  const deadLetters = createDeadLetters({ ...shared, ...takers });
  return { relay, inbox, replicas, catchUp, tasks, deadLetters, sources, entities };
}

function baseOf({ service, transport, logger, clock = systemClock, checkpoint }: MessagingOptions, pool: Pool): Base {
  return { service, pool, transport, logger, clock, checkpoint: checkpoint ?? (() => undefined) };
}

/** What is started last is stopped first: nothing new comes in while what is there is brought to its end. */
async function startParts(
  parts: Parts,
  options: MessagingOptions,
  pool: Pool,
  onStop: (name: string, release: () => Promise<void> | void) => void,
): Promise<void> {
  const { relay, inbox, replicas, tasks, deadLetters } = parts;
  const { service, transport, logger } = options;
  onStop('relay', () => relay.stop());
  await relay.start();
  onStop('replicas', () => replicas.stop());
  await replicas.start();
  onStop('tasks', () => tasks.stop());
  await tasks.start();
  const control = listenToControl(parts, options, pool);
  onStop('control', () => control.close());
  onStop('inbox', () => inbox.stop());
  await inbox.start();
  onStop('dead letters', () => deadLetters.stop());
  deadLetters.start();
  const upkeep = keepOutbox({ service, pool, logger });
  onStop('upkeep', () => upkeep.stop());
  const counters = { inbox: inbox.counters, relay: relay.counters, tasks: tasks.counters };
  onStop('metrics', publishMessagingMetrics({ service, pool, transport, counters }));
}

/** One listener for what sources and consumers tell each other: it asks each part whether a message is its own. */
function listenToControl({ relay, inbox, replicas }: Parts, options: MessagingOptions, pool: Pool) {
  const { service, transport, logger, orm, emitting } = options;
  const sources = compilePublications(orm.getMetadata(), emitting.publications);
  const takers = [relay, inbox, replicas, createExports(baseOf(options, pool), sources)];
  const dispatch = async (data: object) => {
    for (const taker of takers) if (await taker.handle(data as ControlMessage)) return;
    logger.warn({ kind: (data as ControlMessage).kind }, 'a control message that nobody here knows');
  };
  return transport.listen(controlQueue(service), dispatch, { concurrency: CONTROL_CONCURRENCY });
}

async function isReady({ sources, entities }: Parts, pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ ready: boolean }>(
    `select (select count(*) from inbox.source where source = any($1)) = $2
       and not exists (select from inbox.replica where entity = any($3) and state <> 'ready') as ready`,
    [sources, sources.length, entities],
  );
  return rows[0]?.ready === true;
}

async function untilReady(parts: Parts, pool: Pool, deadline: number, stopped: () => boolean): Promise<boolean> {
  for (;;) {
    if (stopped()) return false;
    // A database that is gone for a moment is asked again.
    if (await isReady(parts, pool).catch(() => false)) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((resume) => setTimeout(resume, READY_POLL_MS));
  }
}
