import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { escapeLiteral } from 'pg';
import type { Handler } from '../parts.ts';
import { publicationError } from '../publication/error.ts';
import { isBefore, type Message, type Position, type WireMessage } from '../queue/wire.ts';
import { inNewestVersion } from './absorb.ts';
import { countParked, type InboxCounters } from './counters.ts';
import { BEHIND, type Fault, faultOf, HandlerTimeoutError, kindOfError, unknownFault } from './fault.ts';
import { isBlocked, lockAggregate, NOBODY, type ParkedMessage, parkByOrm } from './park.ts';
import { contentsOf, type Routes } from './routes.ts';
import {
  HandlerFailure,
  type HandlerSurroundings,
  type HandlerTransaction,
  inHandlerTransaction,
  runHandlers,
  StoppedError,
} from './run-handler.ts';

/** How often a handler is tried before its message is parked. */
const MAX_ATTEMPTS = 4;
/** A handler that hangs holds up its part: it is not given as many chances. */
const MAX_TIMEOUTS = 2;
const RETRY_MS = [50, 250, 1_000];
const CONFLICT_RETRY_MS = 10;
const MAX_CONFLICT_RETRY_MS = 500;
/** A message that conflicts this often says so in the log, and is tried on. */
const CONFLICTS_TO_LOG = 20;

/** What messages are handled with. */
export interface Handling extends HandlerSurroundings {
  readonly routes: Routes;
  readonly counters: InboxCounters;
  /** After each commit: something may have been emitted. */
  wake(): void;
}

/** One message of an envelope, on its way to its handlers. */
export interface Arrival {
  readonly source: string;
  readonly epoch: string;
  readonly part: number;
  readonly wire: WireMessage;
  /** Aborted when the process stops. */
  readonly signal?: AbortSignal;
}

/** `done`: it is behind the cursor now, by this call or another. `elsewhere`: the source's epoch has changed. */
export type Handled = 'done' | 'elsewhere';

/** A message that is not one for a handler or of a kind that nobody knows is left to absorbers. */
export function isForHandlers([, , kind, topic, schemaVersion]: WireMessage, routes: Routes): boolean {
  const route = routes.find(contentsOf({ kind, topic, schemaVersion }));
  return route === undefined || route.handlers.length > 0;
}

/** What a place in a stream holds, as handlers see it. */
export function messageOf(source: string, part: number, wire: WireMessage): Message {
  const [tick, id, kind, topic, schemaVersion, aggregateId, aggregateVersion, payload, headers, at] = wire;
  const position: Position = [tick, id];
  const rest = { aggregateId, aggregateVersion, payload, headers: headers ?? {}, at };
  return { source, part, position, kind, topic, schemaVersion, ...rest };
}

interface Task {
  readonly arrival: Arrival;
  readonly message: Message;
  readonly handlers: readonly Handler[];
  /** What is parked instead of handled, by the handler's name. */
  readonly faults: Map<string, { fault: Fault; attempts: number }>;
}

/**
 * Takes one message in by its handlers, in a transaction that moves the cursor. What fails for good is parked, and the
 * cursor moved all the same; conflicts are tried until they pass. @throws when the database is away: nothing is done
 */
export async function handleMessage(handling: Handling, arrival: Arrival): Promise<Handled> {
  const task = taskOf(handling, arrival);
  const attempts = new Map<Handler, number>();
  for (let conflicts = 0; ; ) {
    try {
      return await attempt(handling, task);
    } catch (error) {
      const failure = error instanceof HandlerFailure ? error : undefined;
      const cause = publicationError(failure?.cause ?? error);
      const kind = cause instanceof StoppedError ? 'away' : kindOfError(cause, { ours: failure === undefined });
      if (kind === 'away') throw cause;
      if (kind === 'conflict') {
        conflicts += 1;
        await afterConflict(handling, task, conflicts, cause);
        continue;
      }
      const blamed = failure ? [failure.handler] : task.handlers.filter(({ name }) => !task.faults.has(name));
      if (blamed.length === 0) throw cause;
      await Promise.all(blamed.map((handler) => afterFault(handling, task, handler, attempts, cause)));
    }
  }
}

function taskOf({ routes }: Handling, arrival: Arrival): Task {
  const { source, part, wire } = arrival;
  const original = messageOf(source, part, wire);
  const contents = contentsOf(original);
  const handlers = routes.find(contents)?.handlers ?? [];
  const faults: Task['faults'] = new Map();
  if (routes.find(contents) === undefined) {
    faults.set(NOBODY, { fault: unknownFault(routes.whyUnknown(contents), contents), attempts: 0 });
    return { arrival, message: original, handlers, faults };
  }
  try {
    return { arrival, message: messageOf(source, part, inNewestVersion(wire, routes)), handlers, faults };
  } catch (error) {
    for (const { name } of handlers) faults.set(name, { fault: faultOf(name, error), attempts: 1 });
    return { arrival, message: original, handlers, faults };
  }
}

async function attempt(handling: Handling, task: Task): Promise<Handled> {
  const { arrival, message, handlers, faults } = task;
  const parked: ParkedMessage[] = [];
  const outcome = await inHandlerTransaction(handling, arrival.signal, async (transaction) => {
    const { em } = transaction;
    const at = await lockAt(em, message);
    if (at?.epoch !== arrival.epoch) return 'elsewhere';
    if (!isBefore(at.position, message.position)) return 'done';
    const blocked = at.blocked && (await isBlockedStill(em, message));
    const names = handlers.length === 0 ? [NOBODY] : handlers.map(({ name }) => name);
    for (const handler of names) parked.push(...parkedFor(task, handler, blocked));
    const running = handlers.filter(({ name }) => !blocked && !faults.has(name));
    await runHandlers(handling, transaction, running, message);
    for (const letter of parked) await parkByOrm(em, letter);
    await moveTo(transaction, message);
    return 'done';
  });
  for (const { fault } of parked) countParked(handling.counters, fault.reason);
  if (outcome === 'done') handling.wake();
  return outcome;
}

/** Before anything is parked behind another, the other's replay must have ended; then it may be in nobody's way. */
async function isBlockedStill(em: SqlEntityManager, { source, aggregateId }: Message): Promise<boolean> {
  await lockAggregate(em, source, aggregateId);
  return isBlocked(em, source, aggregateId);
}

function parkedFor({ arrival, faults }: Task, handler: string, blocked: boolean): ParkedMessage[] {
  const known = faults.get(handler);
  if (known === undefined && !blocked) return [];
  const { source, epoch, part, wire } = arrival;
  const letter = { source, epoch, part, text: JSON.stringify(wire), handler };
  if (blocked) return [{ ...letter, state: 'behind', fault: known?.fault ?? BEHIND, attempts: 0 }];
  return known === undefined ? [] : [{ ...letter, state: 'failed', ...known }];
}

async function afterConflict(handling: Handling, { message }: Task, conflicts: number, cause: unknown): Promise<void> {
  handling.counters.retries += 1;
  if (conflicts % CONFLICTS_TO_LOG === 0) {
    const what = { err: cause, source: message.source, topic: message.topic, aggregateId: message.aggregateId };
    handling.logger.warn({ ...what, conflicts }, 'a handler meets conflict after conflict');
  }
  await pause(Math.min(MAX_CONFLICT_RETRY_MS, CONFLICT_RETRY_MS * 2 ** conflicts) * Math.random());
}

async function afterFault(
  handling: Handling,
  { message, faults }: Task,
  handler: Handler,
  attempts: Map<Handler, number>,
  cause: unknown,
): Promise<void> {
  const { counters, logger } = handling;
  const made = (attempts.get(handler) ?? 0) + 1;
  attempts.set(handler, made);
  counters.handlerFailures += 1;
  if (cause instanceof HandlerTimeoutError) counters.timeouts += 1;
  const fault = faultOf(handler.name, cause);
  const chances = { INVALID_PAYLOAD: 1, HANDLER_TIMEOUT: MAX_TIMEOUTS }[fault.reason as string] ?? MAX_ATTEMPTS;
  if (made < chances) {
    await pause(RETRY_MS[made - 1] ?? 0);
    return;
  }
  faults.set(handler.name, { fault, attempts: made });
  const { source, topic, aggregateId } = message;
  const what = { err: cause, handler: handler.name, source, topic, aggregateId, fingerprint: fault.fingerprint };
  logger.error(what, 'a message is parked: later ones of its aggregate wait behind it');
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

interface LockedCursor {
  epoch: string;
  position: Position;
  blocked: boolean;
}

/** The cursor of the message's part, locked, and whether the message's aggregate may be blocked, in one statement. */
export async function lockAt(em: SqlEntityManager, message: Message): Promise<LockedCursor | undefined> {
  const [row]: { epoch: string; tick: string; id: string; blocked: boolean }[] = await em.execute(
    `select c.epoch, c.tick, c.id, exists (select from inbox.dead_letter d where d.source = c.source
        and d.aggregate_id = ? and d.state in ('failed', 'behind') and d.handler <> 'absorber') as blocked
      from inbox.cursor c where c.source = ? and c.part = ? for update`,
    [message.aggregateId, message.source, message.part],
  );
  return row && { epoch: row.epoch, position: [Number(row.tick), Number(row.id)], blocked: row.blocked };
}

/** Moves the cursor, which is locked, to the message. */
export async function moveTo(transaction: HandlerTransaction, { source, part, position }: Message): Promise<void> {
  const [tick, id] = position.map(Math.trunc);
  const place = `source = ${escapeLiteral(source)} and part = ${Math.trunc(part)}`;
  await transaction.atCommit(
    `update inbox.cursor set tick = ${tick}, id = ${id}, at = clock_timestamp() where ${place}`,
  );
}
