import type { Logger } from '@strata/basis-core';

/** Says once that a server was lost, and once that it is back, however many connections notice, one after the other. */
export interface OutageLog {
  lost(what: string, error: unknown): void;
  back(what: string): void;
}

/** How long nothing may be lost until a server counts as back: its connections do not all break at one moment. */
const SETTLED_MS = 1_000;

interface Outage {
  readonly since: number;
  settling?: NodeJS.Timeout | undefined;
}

/** An outage log that writes to `logger`, at `warn`: what is lost is looked for by itself. */
export function createOutageLog(logger: Logger): OutageLog {
  const outages = new Map<string, Outage>();
  return {
    lost(what, error) {
      const known = outages.get(what);
      if (known !== undefined) {
        clearTimeout(known.settling);
        known.settling = undefined;
        return;
      }
      outages.set(what, { since: performance.now() });
      logger.warn({ err: error }, `${what} was lost: trying until it is back`);
    },
    back(what) {
      const outage = outages.get(what);
      if (outage === undefined || outage.settling !== undefined) return;
      const durationMs = Math.round(performance.now() - outage.since);
      outage.settling = setTimeout(() => {
        outages.delete(what);
        logger.info({ durationMs }, `${what} is back`);
      }, SETTLED_MS).unref();
    },
  };
}
