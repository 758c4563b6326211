import type { OutageLog } from './telemetry/outage-log.ts';

/** Work that is done again and again: every so often, and whenever somebody asks. */
export interface Loop {
  /** Now; when it is being done, once more after that. */
  kick(): void;
  /** In so many milliseconds at the latest. */
  within(ms: number): void;
  /** Takes no more kicks, and waits for what is being done. */
  stop(): Promise<void>;
}

/** Sooner is now. */
const MIN_PAUSE_MS = 5;

/**
 * A loop of one turn at a time. A turn that throws is one that was lost: it is taken again after the longest pause.
 *
 * @param turn returns in how many milliseconds it wants the next one, if that is sooner than `everyMs`
 */
export function createLoop(
  what: string,
  { everyMs, outages }: { everyMs: number; outages: OutageLog },
  turn: () => Promise<number | undefined>,
): Loop {
  let timer: NodeJS.Timeout | undefined;
  let timedAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    do {
      again = false;
      let pauseMs: number | undefined;
      try {
        pauseMs = await turn();
        outages.back(what);
      } catch (error) {
        outages.lost(what, error);
      }
      within(Math.min(pauseMs ?? everyMs, everyMs));
    } while (again && !stopped);
    running = undefined;
  }

  function kick(): void {
    if (stopped) return;
    again = true;
    running ??= run();
  }

  function within(ms: number): void {
    const at = performance.now() + Math.max(ms, MIN_PAUSE_MS);
    if (stopped || (timer !== undefined && timedAt <= at)) return;
    clearTimeout(timer);
    timedAt = at;
    timer = setTimeout(
      () => {
        timer = undefined;
        kick();
      },
      Math.max(ms, MIN_PAUSE_MS),
    );
  }

  return {
    kick,
    within,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
