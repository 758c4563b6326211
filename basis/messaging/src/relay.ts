import type { Pool } from 'pg';
import { type Turn, takeTurn, type Window } from './claim.ts';
import { createDelivery } from './delivery.ts';
import type { Addressed } from './envelope.ts';
import { checkEpoch, prepareEpoch } from './epoch.ts';
import { createOutageLog } from './outage-log.ts';
import { type OutboxStatus, readOutboxStatus } from './outbox-status.ts';
import type { Base } from './parts.ts';
import { pump } from './pump.ts';
import { createRelayCounters, type RelayCounters } from './relay-counters.ts';
import { createStreamControl } from './stream-control.ts';
import { abandon, forget, resendAll } from './streams.ts';
import { within } from './time-limit.ts';
import { controlQueue, eventsQueue } from './transport.ts';
import type { ControlMessage } from './wire.ts';

const POLL_MS = 1_000;
const RESEND_AFTER_MS = 1_000;
const RESEND_MAX_MS = 30_000;
const WINDOW_MESSAGES = 4_000;
/** As PostgreSQL keeps them, which may be compressed. */
const WINDOW_BYTES = 4 * 1024 * 1024;
const SEND_TIMEOUT_MS = 5_000;
const PROCESS_TIMEOUT_MS = 60_000;
/** After what went wrong. */
const RETRY_MS = 250;
/** Another relay is at it, or holds what is due: soon it is not. */
const BUSY_MS = 5;
/** Ticks that come thick are held apart, so that each carries more: by so much for each of its messages, up to a limit. */
const PACE_MS = 1;
const PACE_MAX_MS = 20;

/** What may be chosen of a relay. */
export interface RelayOptions {
  /** How often it looks without being woken. Default 1 s. */
  readonly pollMs?: number;
  /** After which time without progress what is not acknowledged is sent again; then twice that, up to 30 s. Default 1 s. */
  readonly resendAfterMs?: number;
  /** How many messages of a part may be on their way to a consumer. Default 4,000. */
  readonly windowMessages?: number;
  /** A send that takes longer has failed. Default 5 s. */
  readonly sendTimeoutMs?: number;
  /** A process that is silent for so long is forgotten. Default 60 s. */
  readonly processTimeoutMs?: number;
  /** For tests alone, to see that what checks a relay can tell a wrong one. */
  readonly sabotage?: RelaySabotage;
}

/** A wrong relay. */
export interface RelaySabotage {
  /**
   * The body of the SQL function `outbox.claimed(prior outbox.tick, this outbox.tick)`, which returns the rows of
   * `outbox.message` that are a tick's. While the tick is being made, its \`last_id\` is null.
   */
  readonly claimed?: string;
  /** In the place of each turn: takes what it thinks right and sends it. */
  turn?(tools: {
    pool: Pool;
    epoch: string;
    window: Window;
    send(envelopes: readonly Addressed[]): Promise<void>;
  }): Promise<void>;
}

/** Carries what a service's outbox holds to its consumers. */
export interface Relay {
  /** Prepares the outbox, then looks for messages until it is stopped. @throws when the database cannot be reached */
  start(): Promise<void>;
  /** After a commit that wrote messages. Returns at once. */
  wake(): void;
  /** Takes a message of the service's control queue. @returns whether it was for the relay */
  handle(message: ControlMessage): Promise<boolean>;
  /** Gives a consumer up: nothing is kept for it until it subscribes again, and is told that it lost something. */
  abandon(consumer: string): Promise<boolean>;
  status(): Promise<OutboxStatus>;
  readonly counters: Readonly<RelayCounters>;
  /** Waits for what is being sent. */
  stop(): Promise<void>;
}

/**
 * Makes a relay. Any number of them may run for one outbox: there is no leader, and one that is stopped or killed, at
 * whatever moment, leaves nothing behind that another has to wait for.
 */
export function createRelay(base: Base, options: RelayOptions = {}): Relay {
  const { service, pool, transport, logger, checkpoint } = base;
  const {
    pollMs = POLL_MS,
    processTimeoutMs = PROCESS_TIMEOUT_MS,
    sendTimeoutMs = SEND_TIMEOUT_MS,
    sabotage,
  } = options;
  const window: Window = {
    messages: options.windowMessages ?? WINDOW_MESSAGES,
    bytes: WINDOW_BYTES,
    resendMs: options.resendAfterMs ?? RESEND_AFTER_MS,
    resendMaxMs: RESEND_MAX_MS,
  };
  const counters = createRelayCounters();
  const outages = createOutageLog(logger);
  const delivery = createDelivery({ service, pool, transport, logger, checkpoint, sendTimeoutMs, outages, counters });
  const loop = createWakefulLoop(round);
  const control = createStreamControl({ service, pool, transport, logger, window, counters, wake: loop.wake });
  let epoch: string | undefined;

  /** @returns in how many milliseconds the next one is due if nobody wakes it, and how long to wait even if somebody does */
  async function round(): Promise<Pause> {
    try {
      const pause = await turn();
      outages.back(`the outbox of ${service}`);
      return pause;
    } catch (error) {
      outages.lost(`the outbox of ${service}`, error);
      epoch = undefined; // whatever comes back may be another database
      return { nextMs: Math.min(pollMs, RETRY_MS), paceMs: Math.min(pollMs, RETRY_MS) };
    }
  }

  async function turn(): Promise<Pause> {
    epoch ??= await checkEpoch(pool);
    if (sabotage?.turn !== undefined) {
      await sabotage.turn({ pool, epoch, window, send: delivery.send });
      return { nextMs: pollMs, paceMs: 0 };
    }
    await checkpoint('before the tick');
    const found = await takeTurn(pool, delivery.isDown ? { ...window, messages: 0 } : window, processTimeoutMs);
    counters.turns += 1;
    if (found.state === 'restored' || found.state === 'unprepared') {
      throw new Error(`The outbox of ${service} is ${found.state}: its database is not the one that it was.`);
    }
    epoch = found.epoch;
    const pumped = await publish(found, epoch);
    await control.tell(found.stale);
    await forgetSilent(found.silent);
    if (delivery.isDown) return afterOutage();
    const paceMs = Math.min((found.messages ?? 0) * PACE_MS, PACE_MAX_MS);
    return { nextMs: nextAfter(found, pumped), paceMs };
  }

  /** @returns how many pieces the pump has sent */
  async function publish(found: Turn, current: string): Promise<number> {
    if (found.state === 'ticked') {
      counters.ticks += 1;
      counters.messages += found.messages ?? 0;
      await checkpoint('after the tick, before the publish');
      await delivery.carry(current, found.links ?? []);
    }
    if (found.state === 'busy') counters.busy += 1;
    const due = found.due && !delivery.isDown ? await pump(pool, window) : [];
    counters.resends += due.filter(({ again }) => again === true).length;
    await delivery.carry(current, due);
    if (found.state === 'ticked' || due.length > 0) await checkpoint('after the publish');
    return due.length;
  }

  function nextAfter(found: Turn, pumped: number): number {
    if (found.state === 'again' || pumped > 0) return 0;
    if (found.state === 'busy' || found.due) return BUSY_MS;
    return Math.min(pollMs, found.nextMs ?? pollMs);
  }

  async function afterOutage(): Promise<Pause> {
    const isBack = await delivery.isBack();
    if (isBack) await resendAll(pool);
    const nextMs = isBack ? 0 : Math.min(pollMs, RETRY_MS);
    return { nextMs, paceMs: nextMs };
  }

  async function forgetSilent(silent: readonly string[]): Promise<void> {
    for (const consumer of silent) {
      const queues = [eventsQueue(consumer), controlQueue(consumer)].map((queue) => transport.remove(queue));
      try {
        await within(sendTimeoutMs, Promise.all(queues), () => new Error('The transport does not answer.'));
        await forget(pool, consumer, processTimeoutMs);
      } catch (error) {
        logger.debug({ err: error, consumer }, 'the queues of a silent process could not be removed');
      }
    }
  }

  return {
    async start() {
      epoch = await prepareEpoch(pool);
      if (sabotage?.claimed !== undefined) await claimWrongly(pool, sabotage.claimed);
      loop.start();
    },
    wake: loop.wake,
    handle: control.handle,
    abandon: (consumer) => abandon(pool, consumer),
    status: () => readOutboxStatus(pool),
    counters,
    stop: loop.stop,
  };
}

async function claimWrongly(pool: Pool, body: string): Promise<void> {
  await pool.query(`create or replace function outbox.claimed(prior outbox.tick, this outbox.tick)
    returns setof outbox.message language sql stable as $claimed$ ${body} $claimed$`);
}

/** Between two rounds. */
interface Pause {
  readonly nextMs: number;
  readonly paceMs: number;
}

/** Rounds without end, one at a time; a wake during a round, or during its pace, is followed by another. */
function createWakefulLoop(round: () => Promise<Pause>) {
  let running: Promise<void> | undefined;
  let stopped = false;
  let woken = false;
  let resume = () => {};

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      const { nextMs, paceMs } = await round();
      const until = performance.now() + paceMs;
      if (!stopped && !woken && nextMs > 0) await pause(Math.max(nextMs, paceMs));
      while (!stopped && performance.now() < until) await pause(Math.max(0, until - performance.now()));
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    wake: () => {
      woken = true;
      resume();
    },
    stop: async () => {
      stopped = true;
      resume();
      await running;
    },
  };
}
