import type { Logger } from '@strata/basis-core';

/** Says once that a server was lost, and once that it is back, however many connections notice. */
export interface OutageLog {
  lost(what: string, error: unknown): void;
  back(what: string): void;
}

/** An outage log that writes to `logger`, at `warn`: what is lost is looked for by itself. */
export function createOutageLog(logger: Logger): OutageLog {
  const since = new Map<string, number>();
  return {
    lost(what, error) {
      if (since.has(what)) return;
      since.set(what, performance.now());
      logger.warn({ err: error }, `${what} was lost: trying until it is back`);
    },
    back(what) {
      const from = since.get(what);
      if (from === undefined) return;
      since.delete(what);
      logger.info({ durationMs: Math.round(performance.now() - from) }, `${what} is back`);
    },
  };
}
