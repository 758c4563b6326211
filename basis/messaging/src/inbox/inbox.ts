import type { MikroORM } from '@mikro-orm/postgresql';
import type { Emitting } from '../outbox/transaction.ts';
import type { Base } from '../parts.ts';
import { eventsQueue, type Listener } from '../queue/transport.ts';
import { type ControlMessage, type Envelope, envelopesIn, type Parcel } from '../queue/wire.ts';
import { type Acks, createAcks } from './acknowledge.ts';
import { createInboxCounters, type InboxCounters } from './counters.ts';
import { readSources } from './cursor.ts';
import { createLanes } from './lane.ts';
import { createRoutes, type Takers } from './routes.ts';
import { createSubscriptions } from './subscription.ts';
import { createIntake, type Sabotage } from './take-in.ts';

/** Envelopes that a process works on at once, and jobs that it holds: those of one part wait for each other. */
const CONCURRENCY = 8;

const SILENT: Acks = { note: () => {}, missing: () => {}, flush: async () => {} };

/** What an inbox is made with. */
export interface InboxOptions extends Base, Takers {
  readonly orm: MikroORM;
  /** What handlers may emit. */
  readonly emitting: Emitting;
  /** Something of the source is lost, or it was restored: what is kept of it is to be built anew. */
  onReset(source: string): Promise<void>;
  /** The source sends from now on: its rows may be fetched, and what changes meanwhile will come. */
  onSubscribed?(source: string): void;
  /** Called after each commit of a handler: wakes the relay. */
  wake(): void;
  /** For the tests of the tests alone: breaks a promise, and the proof must notice. */
  readonly sabotage?: Sabotage;
}

/** Where one part of a source stands. */
export interface InboxPart {
  readonly part: number;
  readonly tick: number;
  readonly id: number;
  /** Seconds since this process took in an envelope of it; null when it has not. */
  readonly lastEnvelopeSeconds: number | null;
}

/** What an inbox says of itself. */
export interface InboxStatus {
  readonly sources: readonly {
    readonly source: string;
    readonly epoch: string;
    readonly parts: readonly InboxPart[];
  }[];
  readonly deadLetters: { readonly failed: number; readonly behind: number };
  readonly counters: InboxCounters;
}

/** Takes in what other services send: each message once, those of an aggregate in order. */
export interface Inbox {
  /** Listens, and asks sources for what is handled and kept here. */
  start(): Promise<void>;
  /** @returns whether the message was one for an inbox */
  handle(message: ControlMessage): Promise<boolean>;
  /** Whether it takes messages in, or leaves them to other processes of the service. At first it does. */
  attend(isAttending: boolean): void;
  status(): Promise<InboxStatus>;
  /** As they are now; the object stays the same. */
  readonly counters: InboxCounters;
  /** Takes nothing new in, finishes what was begun, and sends the last acknowledgements. */
  stop(): Promise<void>;
}

type Take = (envelope: Envelope, signal: AbortSignal) => Promise<void>;

/** One that cannot be taken in is no reason to let go of the others. */
async function takeAll(data: Envelope | Parcel, take: Take, signal: AbortSignal): Promise<void> {
  const taken = await Promise.allSettled(envelopesIn(data).map((envelope) => take(envelope, signal)));
  for (const outcome of taken) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Makes the inbox of a service; its tables must be there. @throws DUPLICATE_HANDLER when two handlers have one name */
export function createInbox(options: InboxOptions): Inbox {
  const { service, pool, transport, logger } = options;
  const routes = createRoutes(options);
  const counters = createInboxCounters();
  const acks = options.sabotage?.withoutAcks ? SILENT : createAcks(options);
  const subscriptions = createSubscriptions({ ...options, topics: routes.topics, acks });
  const lastEnvelopeAt = new Map<string, number>();
  const takeIn = createIntake({ ...options, routes, counters, acks, subscriptions, lanes: createLanes(CONCURRENCY) });
  let listener: Listener | undefined;
  let isStarted = false;
  let isAttending = true;
  let closing: Promise<void> = Promise.resolve();

  async function take(envelope: Envelope, signal: AbortSignal): Promise<void> {
    lastEnvelopeAt.set(`${envelope.source} ${envelope.part}`, Date.now());
    await takeIn(envelope, signal);
  }
  const listen = () =>
    transport.listen(eventsQueue(service), (data, signal) => takeAll(data as Envelope | Parcel, take, signal), {
      concurrency: CONCURRENCY,
    });

  function adjust(): void {
    if (isStarted && isAttending) listener ??= listen();
    else if (listener !== undefined) {
      const closed = listener.close();
      listener = undefined;
      closing = Promise.all([closing, closed]).then(() => undefined);
      closing.catch((error: unknown) => logger.warn({ err: error }, 'a listener could not be closed'));
    }
  }

  return {
    counters,
    start: async () => {
      isStarted = true;
      adjust();
      await subscriptions.start();
    },
    attend: (now) => {
      isAttending = now;
      adjust();
    },
    handle: (message) => subscriptions.handle(message),
    status: async () => {
      const { rows } = await pool.query<{ failed: number; behind: number }>(
        `select count(*) filter (where state = 'failed')::int as failed,
            count(*) filter (where state = 'behind')::int as behind
          from inbox.dead_letter where state in ('failed', 'behind')`,
      );
      const sources = (await readSources(pool)).map(({ source, epoch, cursors }) => ({
        source,
        epoch,
        parts: cursors.map(([part, tick, id]) => {
          const at = lastEnvelopeAt.get(`${source} ${part}`);
          return { part, tick, id, lastEnvelopeSeconds: at === undefined ? null : (Date.now() - at) / 1_000 };
        }),
      }));
      return { sources, deadLetters: rows[0] ?? { failed: 0, behind: 0 }, counters };
    },
    stop: async () => {
      subscriptions.stop();
      isStarted = false;
      adjust();
      await closing;
      await acks.flush();
      logger.debug('the inbox has stopped');
    },
  };
}
