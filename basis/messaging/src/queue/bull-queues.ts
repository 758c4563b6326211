import { type Logger, StrataError } from '@strata/basis-core';
import { type Job, Queue, Worker } from 'bullmq';
import { settledWithin, within } from '../time-limit.ts';
import type { Carrier } from './bull-carrier.ts';
import type { Listener, QueuedMessage, Transport } from './transport.ts';

/** BullMQ's queue, on either backend. */
type BullQueue = Queue<object, void, string>;

/** A send that takes longer has failed, as far as its caller is concerned: it will be sent again. */
const SEND_TIMEOUT_MS = 2_000;
const READY_TIMEOUT_MS = 2_000;
/** How long a worker may take to end once its last work is done: its connection may be gone. */
const CLOSE_TIMEOUT_MS = 2_000;
/** After a connection is lost, how long until a worker asks again. */
const RETRY_MS = 250;
/** How long an idle worker trusts that it is told of jobs, before it looks. */
const IDLE_LOOK_S = 10;
/** A worker that renews its lock no more was killed: its job is let go of. It was sent again long before. */
const LOCK_MS = 30_000;
const STALLED_CHECK_MS = 60_000;
const WORKER_OPTIONS = {
  drainDelay: IDLE_LOOK_S,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: 0,
  runRetryDelay: RETRY_MS,
};
/** Nobody reads BullMQ's own stream of events. */
const KEPT_EVENTS = 100;
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const JOB_NAME = 'message';

/** A transport on an opened carrier, which it closes when it is stopped. */
export class BullTransport implements Transport {
  readonly description: string;
  readonly #carrier: Carrier;
  readonly #logger: Logger;
  readonly #queues = new Map<string, BullQueue>();
  readonly #listeners = new Set<Listener>();
  #stopped: Promise<void> | undefined;

  constructor(carrier: Carrier, logger: Logger) {
    this.description = carrier.description;
    this.#carrier = carrier;
    this.#logger = logger;
  }

  async send(queue: string, messages: readonly QueuedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#carrier.whenUp();
    const known = this.#queue(queue);
    // One by one, which both backends pipeline: on PostgreSQL, addBulk makes and drops two tables; on Redis, it
    // fails after a restart, when the server has forgotten the scripts.
    const added = messages.map(({ id, data }) => known.add(JOB_NAME, data, { ...JOB_OPTIONS, jobId: id }));
    await within(SEND_TIMEOUT_MS, Promise.all(added), () => unreachable(this.description));
  }

  listen(
    queue: string,
    work: (data: object, signal: AbortSignal) => Promise<void>,
    { concurrency }: { concurrency: number },
  ): Listener {
    const running = new Set<Promise<void>>();
    // BullMQ hands a signal only to a function that names three parameters.
    const workOn = async (job: Job<object, void>, _token?: string, signal?: AbortSignal) => {
      const working = work(job.data, signal ?? new AbortController().signal);
      running.add(working);
      try {
        await working;
      } catch (error) {
        this.#logger.warn({ err: error, queue }, 'a message was not worked on to its end');
        throw error;
      } finally {
        running.delete(working);
      }
    };
    const options = { ...WORKER_OPTIONS, ...this.#options('worker'), concurrency };
    const worker = new Worker<object, void>(this.#carrier.nameOf(queue), workOn, options, this.#carrier.factory);
    worker.on('error', (error) => this.#logger.debug({ err: error, queue }, 'a worker met an error'));
    let closed: Promise<void> | undefined;
    const listener: Listener = {
      close: () => {
        this.#listeners.delete(listener);
        closed ??= closeAfter(worker, running);
        return closed;
      },
    };
    this.#listeners.add(listener);
    return listener;
  }

  async waiting(queue: string): Promise<number> {
    await this.#carrier.whenUp();
    return this.#queue(queue).getWaitingCount();
  }

  async remove(queue: string): Promise<void> {
    await this.#carrier.whenUp();
    const known = this.#queue(queue);
    await known.obliterate({ force: true });
    this.#queues.delete(queue);
    await known.close();
  }

  inspect(queue: string): BullQueue {
    return this.#queue(queue);
  }

  isReady(): Promise<boolean> {
    return within(READY_TIMEOUT_MS, this.#carrier.isReady(), () => unreachable(this.description)).catch(() => false);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
    await settledWithin(CLOSE_TIMEOUT_MS, Promise.all([...this.#queues.values()].map((queue) => queue.close())));
    await this.#carrier.close();
  }

  #queue(name: string): BullQueue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const streams = { events: { maxLen: KEPT_EVENTS } };
    const queue: BullQueue = new Queue(
      this.#carrier.nameOf(name),
      { ...this.#options('queue'), streams },
      this.#carrier.factory,
    );
    queue.on('error', (error: Error) => this.#logger.debug({ err: error, queue: name }, 'a queue met an error'));
    this.#queues.set(name, queue);
    return queue;
  }

  #options(role: 'queue' | 'worker') {
    const { connections, prefix } = this.#carrier;
    return { connection: connections[role], prefix };
  }
}

/** Work is waited for however long it takes; a worker whose connection is gone is not. */
async function closeAfter(worker: { close(): Promise<void> }, running: ReadonlySet<Promise<void>>): Promise<void> {
  const closing = worker.close();
  let closed = false;
  do {
    await Promise.allSettled(running);
    closed = await settledWithin(CLOSE_TIMEOUT_MS, closing);
  } while (!closed && running.size > 0);
}

function unreachable(description: string): StrataError {
  return new StrataError('QUEUE_UNREACHABLE', `${description} does not answer.`, 503);
}
