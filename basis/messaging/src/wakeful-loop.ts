/** Between two rounds. */
export interface Pause {
  /** When the next one is due if nobody wakes it. */
  readonly nextMs: number;
  /** How long to wait even if somebody does. */
  readonly paceMs: number;
}

/** Rounds that somebody may wake. */
export interface WakefulLoop {
  start(): void;
  /** Returns at once. */
  wake(): void;
  /** Waits for the round that is going on. */
  stop(): Promise<void>;
}

/** Rounds without end, one at a time; a wake during a round, or during its pace, is followed by another. */
export function createWakefulLoop(round: () => Promise<Pause>): WakefulLoop {
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
