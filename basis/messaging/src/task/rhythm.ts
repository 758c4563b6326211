import { CronExpressionParser } from 'cron-parser';

/** When something is done again: by a cron expression, or every so often. */
export type Rhythm = { readonly cron: string; readonly timezone?: string } | { readonly everyMs: number };

/** A shorter period is a loop, not a schedule. */
const MIN_EVERY_MS = 100;

/** @throws TypeError when the rhythm makes no sense */
export function checkRhythm(name: string, rhythm: Rhythm): void {
  if ('everyMs' in rhythm) {
    if (Number.isInteger(rhythm.everyMs) && rhythm.everyMs >= MIN_EVERY_MS) return;
    throw new TypeError(`The schedule "${name}" is every ${rhythm.everyMs} ms; ${MIN_EVERY_MS} ms is the least.`);
  }
  try {
    nextOf(rhythm, new Date(), new Date());
  } catch (error) {
    throw new TypeError(`The schedule "${name}" has no times: ${(error as Error).message}`, { cause: error });
  }
}

/** The rhythm as one word, to notice that it was changed. */
export function patternOf(rhythm: Rhythm): string {
  return 'everyMs' in rhythm ? `every ${rhythm.everyMs} ms` : `${rhythm.cron} ${rhythm.timezone ?? 'UTC'}`;
}

/** The first time after `now`. A period counts on from `last`, the time that was due before. */
export function nextOf(rhythm: Rhythm, now: Date, last: Date): Date {
  if ('cron' in rhythm) {
    return CronExpressionParser.parse(rhythm.cron, { currentDate: now, tz: rhythm.timezone ?? 'UTC' })
      .next()
      .toDate();
  }
  const passed = Math.max(0, Math.floor((now.getTime() - last.getTime()) / rhythm.everyMs));
  return new Date(last.getTime() + (passed + 1) * rhythm.everyMs);
}
