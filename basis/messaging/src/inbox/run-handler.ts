import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Emission } from '@strata/basis-contract';
import {
  type Clock,
  type Logger,
  newId,
  type TransactionFrame,
  type Viewer,
  withRequest,
  withSpan,
  withTransactionFrame,
} from '@strata/basis-core';
import { type Emitting, emitSql, emittedRow, headersOf, headersSql } from '../outbox/emissions.ts';
import type { Checkpoint, Handler, HandlerUnit } from '../parts.ts';
import type { Message } from '../queue/wire.ts';
import { type HandlerOutcome, meterHandler } from '../telemetry/meters.ts';
import { HandlerTimeoutError, kindOfError } from './fault.ts';

/** Shorter than a handler may take: whoever waits for a lock is in a conflict, and not to blame. */
const LOCK_TIMEOUT_MS = 4_000;

/** What handlers are run with. */
export interface HandlerSurroundings {
  readonly service: string;
  readonly orm: MikroORM;
  readonly emitting: Emitting;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly checkpoint: (point: Checkpoint) => void | Promise<void>;
}

/** What a handler threw, and which it was. */
export class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';

  constructor(
    readonly handler: Handler,
    override readonly cause: unknown,
  ) {
    super(`${handler.name} failed`);
  }
}

/** The work was interrupted because the process stops: neither done nor failed. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** One for all: an error for each transaction would take a stack trace for each. */
const OVER = new StoppedError('the transaction is over');

/** The transaction of handlers: an EntityManager that is of no use once `stop` is aborted. */
export interface HandlerTransaction {
  readonly em: SqlEntityManager;
  /** Has a statement carried out last of all: in the commit's round trip, where the client can do that. */
  atCommit(sql: string): Promise<void>;
  /** Aborting it ends what runs in the database, and refuses whatever is tried through `em` later. */
  readonly stop: AbortController;
}

/**
 * Opens a transaction on an EntityManager that knows nothing yet. However `work` ends, what it left running cannot
 * commit any more: its EntityManager is bound to a signal that is aborted by then.
 */
export async function inHandlerTransaction<T>(
  { orm, checkpoint }: Pick<HandlerSurroundings, 'orm' | 'checkpoint'>,
  signal: AbortSignal | undefined,
  work: (transaction: HandlerTransaction) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const stopped = () => stop.abort(new StoppedError('the process stops'));
  if (signal?.aborted) stopped();
  signal?.addEventListener('abort', stopped, { once: true });
  const frame: TransactionFrame = { begin: `set local lock_timeout = ${LOCK_TIMEOUT_MS}` };
  const transaction = async (em: SqlEntityManager) => {
    const isFramed = frame.takenBy !== undefined;
    if (!isFramed) await em.execute(frame.begin);
    const atCommit = async (sql: string) => {
      if (isFramed) frame.commit = frame.commit === undefined ? sql : `${frame.commit}; ${sql}`;
      else await em.execute(sql);
    };
    const result = await work({ em, stop, atCommit });
    await checkpoint('before the commit of a handler');
    return result;
  };
  try {
    return await withTransactionFrame(frame, () =>
      orm.em.fork({ clear: true }).transactional((em) => transaction(em as SqlEntityManager), {
        clear: true,
        signal: stop.signal,
        inflightQueryAbortStrategy: 'cancel query',
      }),
    );
  } finally {
    signal?.removeEventListener('abort', stopped);
    stop.abort(OVER);
  }
}

/**
 * Runs handlers of one message in a transaction: what they write is flushed, what they emit is written, all but
 * committed. @throws HandlerFailure with what a handler threw
 */
export async function runHandlers(
  surroundings: HandlerSurroundings,
  { em, stop, atCommit }: HandlerTransaction,
  handlers: readonly Handler[],
  message: Message,
): Promise<void> {
  if (handlers.length === 0) return;
  const { service, clock, emitting } = surroundings;
  const emissions: Emission[] = [];
  let open = true;
  const requestId = message.headers.requestId ?? newId();
  const origin = { viewer: viewerOf(service), now: clock.now(), requestId };
  const emit = (emission: Emission) => {
    if (!open) throw new Error(`${emission.contract.name} was emitted when its handler was over.`);
    emissions.push(emission);
  };
  const run = async (handler: Handler) => {
    const logger = surroundings.logger.child({ handler: handler.name, source: message.source });
    const unit: HandlerUnit = { ...origin, em, emit, logger, message, signal: stop.signal };
    await metered(service, handler, () =>
      limited(handler, stop, async () => {
        await handler.handle(unit, message);
        await em.flush();
      }),
    );
  };
  const runAll = async () => {
    for (const handler of handlers) {
      await run(handler).catch((cause: unknown) => {
        throw new HandlerFailure(handler, cause);
      });
    }
    open = false;
    const rows = emissions.map((emission) => emittedRow(em, emitting, emission, origin.now));
    await atCommit(headersSql(headersOf(origin)));
    if (rows.length > 0) await atCommit(emitSql(rows));
  };
  await withRequest({ requestId }, () => traced(service, message, runAll));
}

/** What handlers cause belongs to the trace of what caused their message. */
function traced<T>(service: string, message: Message, work: () => T): T {
  const { source, topic, aggregateId, headers } = message;
  const attributes = { 'strata.service': service, 'strata.source': source, 'strata.aggregate.id': aggregateId };
  return withSpan(`handle ${topic}`, attributes, work, { parent: headers.traceparent, kind: 'consumer' });
}

async function metered(service: string, { name }: Handler, work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  let outcome: HandlerOutcome = 'done';
  try {
    await work();
  } catch (error) {
    outcome = error instanceof HandlerTimeoutError ? 'timeout' : 'failed';
    if (kindOfError(error, { ours: false }) === 'conflict') outcome = 'conflict';
    throw error;
  } finally {
    meterHandler(service, name, outcome, performance.now() - startedAt);
  }
}

function viewerOf(service: string): Viewer {
  return { kind: 'service', id: service, roles: [], attributes: {}, policy: { hash: '', grants: [] } };
}

/** A handler that ignores its signal goes on, but nothing waits for it, and its EntityManager refuses to work. */
async function limited(handler: Handler, stop: AbortController, work: () => Promise<void>): Promise<void> {
  const { name, timeoutMs } = handler;
  const late = () => stop.abort(new HandlerTimeoutError(`${name} took longer than ${timeoutMs} ms.`));
  const timer = setTimeout(late, timeoutMs);
  const { signal } = stop;
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([aborted, work()]);
  } catch (error) {
    // What the driver says of a query that was cut off is not why it was.
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
