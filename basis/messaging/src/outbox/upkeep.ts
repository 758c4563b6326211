import { purgeLetters } from '../dead-letters/sql.ts';
import { createLoop, type Loop } from '../loop.ts';
import type { Base } from '../parts.ts';
import { createOutageLog } from '../telemetry/outage-log.ts';
import { maintainOutbox } from './maintenance.ts';

/** How often days are made and dropped; each hour is far more often than each day wants it. */
const UPKEEP_EVERY_MS = 3_600_000;
/** Beside a start there is enough to do. */
const FIRST_AFTER_MS = 60_000;
/** Days ahead below which somebody must act. */
const MIN_DAYS_AHEAD = 3;

/** Looks after the days of a service's outbox, and ended dead letters, for as long as it runs; says when a person has to. */
export function keepOutbox({ service, pool, logger }: Pick<Base, 'service' | 'pool' | 'logger'>): Pick<Loop, 'stop'> {
  const outages = createOutageLog(logger);
  const loop = createLoop(`the upkeep of the outbox of ${service}`, { everyMs: UPKEEP_EVERY_MS, outages }, async () => {
    const { daysAhead, dropped, held } = await maintainOutbox(pool);
    if (dropped.length > 0) logger.info({ dropped }, 'days of the outbox were dropped');
    if (held.length > 0) logger.warn({ held }, 'days of the outbox wait for a consumer that does not acknowledge them');
    if (daysAhead < MIN_DAYS_AHEAD)
      logger.error({ daysAhead }, 'the outbox has too few days ahead; at none writes fail');
    await purgeLetters(pool);
    return undefined;
  });
  loop.within(FIRST_AFTER_MS);
  return loop;
}
