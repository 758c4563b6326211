import { createHash } from 'node:crypto';
import type { Logger } from '@strata/basis-core';
import { withTransaction } from '../database.ts';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import type { ControlMessage, Lost, Subscribe, Subscribed } from '../queue/wire.ts';
import type { Acks } from './acknowledge.ts';
import { type KnownSource, type NewCursors, readSources, setCursors } from './cursor.ts';

/** A source that has not answered is asked again this often; a request that it has not read yet is not repeated. */
const ASK_EVERY_MS = 2_000;
const ASK_AFRESH_EVERY_MS = 10_000;
/** A source that is written from without being known is asked at once, but not for each envelope. */
const ASK_AT_MOST_EVERY_MS = 250;
/** Sources hear at least this often where their parts stand here. */
const HEARTBEAT_MS = 30_000;
/** Sources hear this often what this process listens to: what nobody repeats, they end after some minutes. */
const ASK_STILL_EVERY_MS = 60_000;

/** What subscriptions are made with. */
export interface SubscriptionOptions extends Pick<Base, 'service' | 'pool' | 'transport' | 'logger'> {
  /** The topics that each source is asked for. */
  readonly topics: ReadonlyMap<string, readonly string[]>;
  readonly acks: Acks;
  /** What was kept of the source may lack something: build it anew. May be told twice of one occasion. */
  onReset(source: string): Promise<void>;
  /** The source sends from now on. */
  onSubscribed?(source: string): void;
}

/** Who is listened to. */
export interface Subscriptions {
  /** Asks every source for its topics; those that do not answer are asked again. */
  start(): Promise<void>;
  /** Asks a source that sends what cannot be placed here. */
  ask(source: string): Promise<void>;
  /** Takes in what sources answer. @returns whether it was such an answer */
  handle(message: ControlMessage): Promise<boolean>;
  /** Whether what comes in an epoch is only a late rest of one that is over. */
  isOver(source: string, epoch: string): Promise<boolean>;
  stop(): void;
}

/** What sources answer, taken to the database. */
interface Answers {
  subscribed(message: Subscribed): Promise<void>;
  lost(message: Lost): Promise<void>;
  /** Tells sources where their parts stand here: the one that is named, or all. */
  reportTo(source: string | null): Promise<void>;
}

function createAnswers({ pool, logger, acks, onReset, onSubscribed }: SubscriptionOptions): Answers {
  async function reset(source: string, why: string): Promise<void> {
    logger.error({ source }, why);
    await onReset(source);
  }

  /** After a reset: when something of the old epoch was taken in meanwhile, what is kept is built anew once more. */
  async function set(known: KnownSource | undefined, positions: NewCursors, wasReset: boolean): Promise<void> {
    const hasMoved = await withTransaction(pool, async (client) => {
      await client.query('select from inbox.cursor where source = $1 order by part for update', [positions.source]);
      const [now] = await readSources(client, positions.source);
      await setCursors(client, positions);
      return wasReset && JSON.stringify(now?.cursors) !== JSON.stringify(known?.cursors);
    });
    if (hasMoved) await onReset(positions.source);
  }

  async function subscribed({ source, epoch, cursors, continues, topics }: Subscribed): Promise<void> {
    const [known] = await readSources(pool, source);
    if (known?.previous === epoch) return;
    // Before the cursors are set: a process that dies in between is told again, and resets again.
    const isAnother = known !== undefined && known.epoch !== epoch;
    if (isAnother) {
      await reset(source, 'the source has another epoch: it was restored, so what was kept of it is built anew');
    }
    const positions = { source, epoch, cursors, forward: false, ...(continues && { continues }) };
    await set(known, { ...positions, ...(topics && { topics }) }, isAnother);
    await reportTo(source);
    onSubscribed?.(source);
  }

  async function lost({ source, epoch, cursors }: Lost): Promise<void> {
    const [known] = await readSources(pool, source);
    if (known?.previous === epoch) return;
    const isAhead = cursors.some(([tick, id], part) => {
      const [, knownTick, knownId] = known?.cursors.find(([other]) => other === part) ?? [part, -1, -1];
      return tick > knownTick || (tick === knownTick && id > knownId);
    });
    if (known?.epoch === epoch && !isAhead) return;
    await reset(source, 'messages of the source are lost for good, so what was kept of it is built anew');
    await set(known, { source, epoch, cursors, forward: true }, true);
    await reportTo(source);
  }

  async function reportTo(source: string | null): Promise<void> {
    for (const known of await readSources(pool, source)) {
      for (const [part, tick, id] of known.cursors) acks.note(known.source, known.epoch, part, [tick, id]);
    }
  }

  return { subscribed, lost, reportTo };
}

/** Makes the subscriptions of a service. */
export function createSubscriptions(options: SubscriptionOptions): Subscriptions {
  const { pool, logger, topics } = options;
  const answers = createAnswers(options);
  const unanswered = new Set(topics.keys());
  const askedAt = new Map<string, number>();
  const timers = createTimers(logger);
  let answering: Promise<unknown> = Promise.resolve();

  async function subscribe(source: string, still = false): Promise<void> {
    askedAt.set(source, Date.now());
    await sendSubscribe(options, source, still);
  }

  /** Those too of which nothing is wanted any more: they learn it from that. */
  async function askStill(): Promise<void> {
    const known = await readSources(pool);
    await Promise.all(
      known.filter(({ source }) => !unanswered.has(source)).map(({ source }) => subscribe(source, true)),
    );
  }

  async function isOver(source: string, epoch: string): Promise<boolean> {
    const [known] = await readSources(pool, source);
    return known?.previous === epoch;
  }

  async function ask(source: string): Promise<void> {
    unanswered.add(source);
    if (Date.now() - (askedAt.get(source) ?? 0) >= ASK_AT_MOST_EVERY_MS) await subscribe(source);
  }

  /** One answer at a time: two of another epoch would reset twice. */
  function inOrder(work: () => Promise<void>): Promise<true> {
    const done = answering.then(work).then(() => true as const);
    answering = done.catch(() => undefined);
    return done;
  }

  return {
    start: async () => {
      const known = await readSources(pool);
      for (const { source } of known) unanswered.add(source);
      const askUnanswered = () => Promise.all([...unanswered].map((source) => subscribe(source)));
      await askUnanswered();
      timers.every(ASK_EVERY_MS, askUnanswered);
      timers.every(ASK_STILL_EVERY_MS, askStill);
      timers.every(HEARTBEAT_MS, () => answers.reportTo(null));
    },
    ask,
    isOver,
    handle: async (message) => {
      if (message.kind === 'lost') {
        await inOrder(() => answers.lost(message));
        // Perhaps the source knows nothing of this service any more.
        await ask(message.source);
        return true;
      }
      if (message.kind !== 'subscribed') return false;
      return inOrder(async () => {
        await answers.subscribed(message);
        unanswered.delete(message.source);
      });
    },
    stop: timers.stop,
  };
}

async function sendSubscribe(
  { service, transport, logger, topics }: SubscriptionOptions,
  source: string,
  still: boolean,
): Promise<void> {
  const data: Subscribe = {
    ...{ kind: 'subscribe', consumer: service, topics: topics.get(source) ?? [] },
    ...(still && { still }),
  };
  const digest = createHash('sha256').update(data.topics.join()).digest('hex').slice(0, 8);
  // Repeated while it waits, it is one job; one that died with its process is not in the way of the next for long.
  const moment = Math.floor(Date.now() / ASK_AFRESH_EVERY_MS);
  const id = `${still ? 'still-' : ''}subscribe-${service}-${digest}-${moment}`;
  try {
    await transport.send(controlQueue(source), [{ id, data }]);
  } catch (error) {
    logger.debug({ err: error, source }, 'a subscription could not be sent');
  }
}

function createTimers(logger: Logger): { every(ms: number, work: () => Promise<unknown>): void; stop(): void } {
  const timers: NodeJS.Timeout[] = [];
  const failed = (error: unknown) => logger.debug({ err: error }, 'sources could not be reached');
  return {
    every: (ms, work) => void timers.push(setInterval(() => void work().catch(failed), ms)),
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
