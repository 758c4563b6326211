import type { Pool } from 'pg';
import { type OutboxStatus, readOutboxStatus } from '../outbox/status.ts';
import type { Base } from '../parts.ts';
import type { ControlMessage } from '../queue/wire.ts';
import { createOutageLog } from '../telemetry/outage-log.ts';
import { createWakefulLoop } from '../wakeful-loop.ts';
import type { Window } from './claim.ts';
import { createStreamControl } from './control.ts';
import { createRelayCounters, type RelayCounters } from './counters.ts';
import { createDelivery } from './delivery.ts';
import { prepareEpoch } from './epoch.ts';
import { createRounds, type RelaySabotage } from './rounds.ts';
import { abandon } from './streams.ts';

export type { RelaySabotage };

const POLL_MS = 1_000;
const RESEND_AFTER_MS = 1_000;
const RESEND_MAX_MS = 30_000;
const WINDOW_MESSAGES = 4_000;
/** As PostgreSQL keeps them, which may be compressed. */
const WINDOW_BYTES = 4 * 1024 * 1024;
const SEND_TIMEOUT_MS = 5_000;
const PROCESS_TIMEOUT_MS = 60_000;
/** What may be chosen of a relay. */
export interface RelayOptions {
  /** How often it looks without being woken; five times less often when nothing came for long. Default 1 s. */
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
  const loop = createWakefulLoop(() => rounds.take());
  const control = createStreamControl({ service, pool, transport, logger, window, counters, wake: loop.wake });
  const limits = { pollMs, processTimeoutMs, sendTimeoutMs };
  const rounds = createRounds({ ...base, ...limits, window, counters, outages, delivery, control, sabotage });

  return {
    async start() {
      await prepareEpoch(pool);
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
