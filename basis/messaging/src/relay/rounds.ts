import type { Pool } from 'pg';
import type { Base } from '../parts.ts';
import { controlQueue, eventsQueue } from '../queue/transport.ts';
import type { OutageLog } from '../telemetry/outage-log.ts';
import { within } from '../time-limit.ts';
import type { Pause } from '../wakeful-loop.ts';
import { type Still, type Turn, takeTurn, takeTurnAfter, type Window } from './claim.ts';
import type { StreamControl } from './control.ts';
import type { RelayCounters } from './counters.ts';
import type { Delivery } from './delivery.ts';
import type { Addressed } from './envelope.ts';
import { checkEpoch } from './epoch.ts';
import { loadOfProcess } from './load.ts';
import { pump } from './pump.ts';
import { forget, resendAll } from './streams.ts';

/** After what went wrong. */
const RETRY_MS = 250;
/** Another relay is at it, or holds what is due: soon it is not. */
const BUSY_MS = 5;
/**
 * Ticks that come thick are held apart, so that each carries more: by so much for each of its messages, or by as long as
 * the last one took, up to a limit.
 */
const PACE_MS = 1;
const PACE_MAX_MS = 20;
/** In a process that has no time to spare, ticks are held apart by this much more: what each of them costs is shared. */
const PACE_UNDER_LOAD_MS = 180;
/**
 * After so many looks that found nothing, one in five is taken. Who writes wakes the relay; a look is for what a process
 * committed that died before it could, and for what was written by hand.
 */
const RESTING_AFTER_POLLS = 30;
const RESTING_POLLS = 5;
/** A whole turn is taken this often though nothing was committed: time passes too. */
const WHOLE_EVERY_MS = 10_000;

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

/** What rounds are made of. */
export interface RoundOptions extends Base {
  readonly pollMs: number;
  readonly processTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly window: Window;
  readonly counters: RelayCounters;
  readonly outages: OutageLog;
  readonly delivery: Delivery;
  readonly control: StreamControl;
  readonly sabotage: RelaySabotage | undefined;
}

/** Makes the rounds of a relay: each looks once whether there is something to claim, and to send. */
export function createRounds(options: RoundOptions): { take(): Promise<Pause> } {
  const { service, pool, checkpoint, window, counters, outages, delivery, control } = options;
  const { pollMs, processTimeoutMs, sabotage } = options;
  let epoch: string | undefined;
  /** What the last whole turn saw, if it found nothing to do, and until when that is all that there is to know. */
  let quiet: { seen: string; until: number } | undefined;
  let workedAt = performance.now();

  async function take(): Promise<Pause> {
    try {
      const pause = await turn();
      outages.back(`the outbox of ${service}`);
      return pause;
    } catch (error) {
      outages.lost(`the outbox of ${service}`, error);
      epoch = undefined; // whatever comes back may be another database
      quiet = undefined;
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
    const begunAt = performance.now();
    const found = await look();
    counters.turns += 1;
    if (found.state === 'still')
      return { nextMs: Math.min(restOf(pollMs, begunAt - workedAt), untilWhole()), paceMs: 0 };
    if (found.state === 'restored' || found.state === 'unprepared') {
      throw new Error(`The outbox of ${service} is ${found.state}: its database is not the one that it was.`);
    }
    epoch = found.epoch;
    quiet = delivery.isDown ? undefined : quietAfter(found);
    if (quiet === undefined) workedAt = begunAt;
    const pumped = await publish(options, found, epoch);
    await control.tell(found.stale);
    await forgetSilent(options, found.silent);
    if (delivery.isDown) return afterOutage(options);
    return { nextMs: nextAfter(found, pumped, pollMs), paceMs: paceAfter(found, performance.now() - begunAt) };
  }

  const untilWhole = () => Math.max(0, (quiet?.until ?? 0) - performance.now());

  function look(): Promise<Turn | Still> {
    if (quiet !== undefined && performance.now() < quiet.until) {
      return takeTurnAfter(pool, window, processTimeoutMs, quiet.seen);
    }
    return takeTurn(pool, delivery.isDown ? { ...window, messages: 0 } : window, processTimeoutMs);
  }

  return { take };
}

/** @returns how many pieces the pump has sent */
async function publish(options: RoundOptions, found: Turn, current: string): Promise<number> {
  const { pool, window, counters, delivery, checkpoint } = options;
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

function quietAfter({ state, due, seen, nextMs, stale, silent }: Turn): { seen: string; until: number } | undefined {
  if (state !== 'idle' || due || stale.length + silent.length > 0) return undefined;
  return { seen, until: performance.now() + Math.min(WHOLE_EVERY_MS, nextMs ?? WHOLE_EVERY_MS) };
}

/** When to look again though nobody says so, after so long in which nothing came. */
const restOf = (pollMs: number, idleMs: number): number =>
  idleMs > pollMs * RESTING_AFTER_POLLS ? pollMs * RESTING_POLLS : pollMs;

function paceAfter({ state, messages }: Turn, tookMs: number): number {
  if (state !== 'ticked') return 0;
  const ownMs = Math.min(Math.max((messages ?? 0) * PACE_MS, tookMs), PACE_MAX_MS);
  return ownMs + loadOfProcess() * PACE_UNDER_LOAD_MS;
}

function nextAfter(found: Turn, pumped: number, pollMs: number): number {
  if (found.state === 'again' || pumped > 0) return 0;
  if (found.state === 'busy' || found.due) return BUSY_MS;
  return Math.min(pollMs, found.nextMs ?? pollMs);
}

async function afterOutage({ pool, delivery, pollMs }: RoundOptions): Promise<Pause> {
  const isBack = await delivery.isBack();
  if (isBack) await resendAll(pool);
  const nextMs = isBack ? 0 : Math.min(pollMs, RETRY_MS);
  return { nextMs, paceMs: nextMs };
}

/** First the queues: a process that is still known is tried again. */
async function forgetSilent(
  { pool, transport, logger, sendTimeoutMs, processTimeoutMs }: RoundOptions,
  silent: readonly string[],
): Promise<void> {
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
