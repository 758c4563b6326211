import { randomUUID } from 'node:crypto';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import type { Ack, ControlMessage, Lost, Subscribe, Subscribed } from '../queue/wire.ts';
import type { Window } from './claim.ts';
import type { RelayCounters } from './counters.ts';
import { renewEpoch } from './epoch.ts';
import { acknowledge, endOfAll, subscribe, type Whereabouts, whereabouts } from './streams.ts';
import { renew } from './topics.ts';

/** A consumer that goes on speaking of another epoch is told again this often. */
const TELL_EVERY_MS = 30_000;

/** What the control of streams is made with. */
export interface StreamControlOptions extends Pick<Base, 'service' | 'pool' | 'transport' | 'logger'> {
  readonly window: Window;
  readonly counters: RelayCounters;
  /** There is something to send. */
  wake(): void;
}

/** Answers consumers. */
export interface StreamControl {
  /** @returns whether the message was of this */
  handle(message: ControlMessage): Promise<boolean>;
  /** Tells consumers of another epoch which it is now. */
  tell(consumers: readonly string[]): Promise<void>;
}

interface Answers {
  /** What came of a subscription; by default nothing was lost. */
  subscribed(consumer: string, place: Whereabouts & { lost?: boolean }): Promise<void>;
  /** Where a consumer's stream goes on, and in which epoch. */
  where(consumer: string): Promise<void>;
  /** Something that the consumer lacks is gone. */
  lost(consumer: string): Promise<void>;
}

function createAnswers({ service, pool, transport, logger, counters }: StreamControlOptions): Answers {
  /** An answer that is lost is asked for again. */
  async function send(consumer: string, data: Subscribed | Lost): Promise<void> {
    try {
      await transport.send(controlQueue(consumer), [{ id: `${service}-${data.kind}-${randomUUID()}`, data }]);
    } catch (error) {
      logger.debug({ err: error, consumer }, 'an answer to a consumer could not be sent');
    }
  }

  function sendPlace(consumer: string, { epoch, cursors, previous, shared, topics }: Whereabouts): Promise<void> {
    const continues = previous === null || shared === null ? {} : { continues: { epoch: previous, cursors: shared } };
    const listened = topics && { topics };
    return send(consumer, { kind: 'subscribed', source: service, epoch, cursors, ...continues, ...listened });
  }

  function sendLost(consumer: string, { epoch, cursors }: Pick<Whereabouts, 'epoch' | 'cursors'>): Promise<void> {
    counters.lost += 1;
    return send(consumer, { kind: 'lost', source: service, epoch, cursors });
  }

  return {
    subscribed: (consumer, { lost = false, ...place }) =>
      lost ? sendLost(consumer, place) : sendPlace(consumer, place),
    async where(consumer) {
      const place = await whereabouts(pool, consumer);
      // Of a consumer that is not known nothing is kept: it begins now, once it has subscribed.
      await (place === undefined ? sendLost(consumer, await endOfAll(pool)) : sendPlace(consumer, place));
    },
    async lost(consumer) {
      await sendLost(consumer, (await whereabouts(pool, consumer)) ?? (await endOfAll(pool)));
    },
  };
}

/** Makes the source's side of subscriptions and acknowledgements. */
export function createStreamControl(options: StreamControlOptions): StreamControl {
  const { pool, logger, window, counters, wake } = options;
  const answers = createAnswers(options);
  const toldAt = new Map<string, number>();

  async function takeIn(message: Subscribe): Promise<void> {
    const { consumer } = message;
    const renewed = message.still === true ? await renew(pool, message) : undefined;
    if (renewed === undefined) {
      await answers.subscribed(consumer, await subscribe(pool, message));
      return wake();
    }
    if (renewed.dropped.length > 0) {
      logger.warn({ consumer, topics: renewed.dropped }, 'nobody of a consumer asks for these any more: they end');
    }
    await answers.subscribed(consumer, renewed);
  }

  async function takeAck(ack: Ack): Promise<void> {
    const { consumer, missing = [] } = ack;
    counters.acknowledgements += 1;
    counters.gaps += missing.length;
    const { state, due = false } = await acknowledge(pool, ack, window);
    if (state === 'ahead') {
      logger.error({ consumer }, 'a consumer has what this database has not: it was restored, and a new epoch begins');
      await renewEpoch(pool, ack);
    }
    if (state === 'ahead' || state === 'stale') await answers.where(consumer);
    if (state === 'lost' || state === 'unknown') await answers.lost(consumer);
    if (due || state === 'ahead' || state === 'lost') wake();
  }

  return {
    async handle(message) {
      if (message.kind === 'subscribe') await takeIn(message);
      else if (message.kind === 'ack') await takeAck(message);
      else return false;
      return true;
    },
    async tell(consumers) {
      const now = performance.now();
      for (const consumer of consumers) {
        if (now - (toldAt.get(consumer) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) continue;
        toldAt.set(consumer, now);
        await answers.where(consumer);
      }
    },
  };
}
