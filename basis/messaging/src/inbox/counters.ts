import type { ParkReason } from './fault.ts';

/** What an inbox has seen since its process started. */
export interface InboxCounters {
  /** Envelopes taken in, in whole or in part. */
  envelopes: number;
  /** Messages of them. */
  messages: number;
  /** Envelopes that held nothing new. */
  duplicates: number;
  /** Envelopes that something is missing before, and was asked for. */
  gaps: number;
  /** Attempts of handlers that failed, but for conflicts. */
  handlerFailures: number;
  /** Of these, for having taken too long. */
  timeouts: number;
  /** Transactions tried again because another was in their way. */
  retries: number;
  /** Messages parked, by reason. */
  readonly parked: Partial<Record<ParkReason, number>>;
  /** For each `<source> <part>`, seconds from the writing of its last message to its commit here. */
  readonly lagSeconds: Record<string, number>;
}

/** All of them at nothing. */
export function createInboxCounters(): InboxCounters {
  return {
    envelopes: 0,
    messages: 0,
    duplicates: 0,
    gaps: 0,
    handlerFailures: 0,
    timeouts: 0,
    retries: 0,
    parked: {},
    lagSeconds: {},
  };
}

/** Counts one message that was parked. */
export function countParked(counters: InboxCounters, reason: ParkReason): void {
  counters.parked[reason] = (counters.parked[reason] ?? 0) + 1;
}
