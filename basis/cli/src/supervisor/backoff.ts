/** How patient the supervisor is; tests hand in shorter times. */
export interface Timing {
  /** The pause before the first restart; each further one is twice as long. */
  firstPauseMs: number;
  maxPauseMs: number;
  /** A child that ran this long before it died begins again with the first pause. */
  stableAfterMs: number;
  /** Who waits for a child is told that it fails after so many deaths in a row; it is tried again all the same. */
  hopelessAfter: number;
  /** From SIGTERM to SIGKILL. */
  stopLimitMs: number;
  /** From the start to ready, restarts included. */
  readyLimitMs: number;
}

export const DEFAULT_TIMING: Timing = {
  firstPauseMs: 250,
  maxPauseMs: 10_000,
  stableAfterMs: 30_000,
  hopelessAfter: 4,
  stopLimitMs: 15_000,
  readyLimitMs: 60_000,
};

/** The pause before a restart, after `failures` deaths in a row. */
export function pauseMs(failures: number, { firstPauseMs, maxPauseMs }: Timing): number {
  return Math.min(firstPauseMs * 2 ** Math.max(0, failures - 1), maxPauseMs);
}
