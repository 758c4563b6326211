import { isBefore, type Position } from '../queue/wire.ts';

interface Turn {
  readonly from: Position;
  take(): void;
}

/**
 * One at a time within this process, whoever begins earliest in the stream first: envelopes of a part that arrive
 * together would otherwise each hold a connection only to wait for one row's lock. Of all lanes together, so many work
 * at once as there are slots; who waits for its turn takes none.
 */
export interface Lanes {
  run<T>(lane: string, from: Position, work: () => Promise<T>): Promise<T>;
  /** Tells those who wait in `moved`. */
  advance(lane: string): void;
  /** Waits until this process has moved the lane's cursor, but no longer than `limitMs`. */
  moved(lane: string, limitMs: number): Promise<void>;
}

function limitedTo(slots: number) {
  const queue: (() => void)[] = [];
  let free = slots;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((take) => queue.push(take));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Makes lanes; they hold nothing but promises. */
export function createLanes(slots: number): Lanes {
  const withSlot = limitedTo(slots);
  const waiting = new Map<string, Turn[]>();
  const watchers = new Map<string, Set<() => void>>();

  async function turn(lane: string, from: Position): Promise<void> {
    const turns = waiting.get(lane);
    if (turns === undefined) {
      waiting.set(lane, []);
      return;
    }
    await new Promise<void>((take) => {
      const later = turns.findIndex((other) => isBefore(from, other.from));
      turns.splice(later < 0 ? turns.length : later, 0, { from, take });
    });
  }

  function next(lane: string): void {
    const first = waiting.get(lane)?.shift();
    if (first === undefined) waiting.delete(lane);
    else first.take();
  }

  return {
    run: async (lane, from, work) => {
      await turn(lane, from);
      try {
        return await withSlot(work);
      } finally {
        next(lane);
      }
    },
    advance: (lane) => {
      for (const wake of watchers.get(lane) ?? []) wake();
    },
    moved: (lane, limitMs) =>
      new Promise((resume) => {
        const watching = watchers.get(lane) ?? new Set();
        watchers.set(lane, watching);
        const wake = () => {
          clearTimeout(timer);
          watching.delete(wake);
          if (watching.size === 0) watchers.delete(lane);
          resume();
        };
        const timer = setTimeout(wake, limitMs);
        watching.add(wake);
      }),
  };
}
