import { randomUUID } from 'node:crypto';
import type { Window } from './claim.ts';
import { renewEpoch } from './epoch.ts';
import type { Base } from './parts.ts';
import type { RelayCounters } from './relay-counters.ts';
import { acknowledge, endOfAll, subscribe, type Whereabouts, whereabouts } from './streams.ts';
import { renew } from './topics.ts';
import { controlQueue } from './transport.ts';
import type { Ack, ControlMessage, Lost, Subscribe, Subscribed } from './wire.ts';

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

/** Makes the source's side of subscriptions and acknowledgements. */
export function createStreamControl(options: StreamControlOptions): StreamControl {
  const { service, pool, transport, logger, window, counters, wake } = options;
  const toldAt = new Map<string, number>();

  /** An answer that is lost is asked for again. */
  async function answer(consumer: string, data: Subscribed | Lost): Promise<void> {
    try {
      await transport.send(controlQueue(consumer), [{ id: `${service}-${data.kind}-${randomUUID()}`, data }]);
    } catch (error) {
      logger.debug({ err: error, consumer }, 'an answer to a consumer could not be sent');
    }
  }

  async function takeIn(message: Subscribe): Promise<void> {
    const renewed = message.still === true ? await renew(pool, message) : undefined;
    if (renewed !== undefined) {
      const { consumer } = message;
      if (renewed.dropped.length > 0) {
        logger.warn({ consumer, topics: renewed.dropped }, 'nobody of a consumer asks for these any more: they end');
      }
      return answer(consumer, subscribed(renewed));
    }
    const { lost, ...place } = await subscribe(pool, message);
    if (lost) {
      counters.lost += 1;
      const { epoch, cursors } = place;
      await answer(message.consumer, { kind: 'lost', source: service, epoch, cursors });
    } else await answer(message.consumer, subscribed(place));
    wake();
  }

  function subscribed({ epoch, cursors, previous, shared, topics }: Whereabouts): Subscribed {
    const continues = previous === null || shared === null ? {} : { continues: { epoch: previous, cursors: shared } };
    return { kind: 'subscribed', source: service, epoch, cursors, ...continues, ...(topics && { topics }) };
  }

  async function tellOne(consumer: string): Promise<void> {
    const place = await whereabouts(pool, consumer);
    if (place !== undefined) await answer(consumer, subscribed(place));
    else await tellLost(consumer);
  }

  /** Of a consumer that is not known nothing is kept: it begins now, once it has subscribed. */
  async function tellLost(consumer: string): Promise<void> {
    counters.lost += 1;
    await answer(consumer, {
      kind: 'lost',
      source: service,
      ...((await whereabouts(pool, consumer)) ?? (await endOfAll(pool))),
    });
  }

  async function takeAck(ack: Ack): Promise<void> {
    counters.acknowledgements += 1;
    counters.gaps += ack.missing?.length ?? 0;
    const { state, due = false } = await acknowledge(pool, ack, window);
    if (state === 'ahead') {
      logger.error(
        { consumer: ack.consumer },
        'a consumer has what this database has not: it was put back to an earlier state, and a new epoch begins',
      );
      await renewEpoch(pool, ack);
      await tellOne(ack.consumer);
    } else if (state === 'stale') await tellOne(ack.consumer);
    else if (state === 'lost' || state === 'unknown') await tellLost(ack.consumer);
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
        await tellOne(consumer);
      }
    },
  };
}
