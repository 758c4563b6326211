import type { Write } from '@strata/basis-core';

/** Another process may be the one that takes messages in: replicas are looked at again after these pauses. */
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 80;

/** Somebody who waits for writes to arrive. */
export interface Waiter {
  /** What had not arrived when it was last looked; at first, all. */
  missing: readonly Write[];
  /** It was looked. Where nothing is missing any more, it leaves. */
  looked(): void;
  /** It could not be looked. It leaves. */
  failed(error: unknown): void;
}

/** Looks at replicas for all who wait together: how many they are makes no more statements. */
export interface Lookout {
  /** How many wait. */
  readonly size: number;
  /** It is looked for the waiter at once, and then, with all others, after each change and after pauses. */
  enter(waiter: Waiter): void;
  leave(waiter: Waiter): void;
  /** Rows were taken in, by this process. */
  changed(): void;
}

/** Says which of these writes have not arrived. */
type Ask = (writes: readonly Write[]) => Promise<readonly Write[]>;

/**
 * At most two statements are under way: one for those who came, so that they do not wait for the long list of those who
 * wait already, and one for these. Who comes, and what changes, meanwhile is looked for in one more afterwards.
 */
export function createLookout(ask: Ask): Lookout {
  const { look, lookAgain } = createLooks(ask);
  const all = new Set<Waiter>();
  const newcomers = new Set<Waiter>();
  /** Those for whom it was looked once. */
  const waiting = new Set<Waiter>();
  let isGreeting = false;
  let isWatching = false;
  let changes = 0;
  /** How many of the changes the last look for those who wait was after. */
  let seen = 0;
  const bell = createBell();

  async function greet(): Promise<void> {
    if (isGreeting) return;
    isGreeting = true;
    while (newcomers.size > 0) {
      const group = [...newcomers];
      newcomers.clear();
      const before = changes;
      await look(group);
      const staying = group.filter((waiter) => all.has(waiter));
      if (staying.length === 0) continue;
      seen = waiting.size === 0 ? before : Math.min(seen, before);
      for (const waiter of staying) waiting.add(waiter);
      if (seen !== changes) bell.ring();
      void watch();
    }
    isGreeting = false;
  }

  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    let pauseMs = FIRST_PAUSE_MS;
    while (waiting.size > 0) {
      if (seen === changes) await bell.next(pauseMs);
      const group = [...waiting];
      if (group.length === 0) break;
      seen = changes;
      await lookAgain(group);
      // Where something arrives, more will soon.
      pauseMs = group.some((waiter) => !all.has(waiter)) ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
    }
    isWatching = false;
  }

  return {
    get size() {
      return all.size;
    },
    enter(waiter) {
      all.add(waiter);
      newcomers.add(waiter);
      void greet();
    },
    leave(waiter) {
      for (const group of [all, newcomers, waiting]) group.delete(waiter);
      if (waiting.size === 0) bell.ring();
    },
    changed() {
      changes += 1;
      bell.ring();
    },
  };
}

/** For one who waits till it rings, or some time is over. */
function createBell() {
  let ring = () => {};
  return {
    ring: () => ring(),
    next: (limitMs: number) =>
      new Promise<void>((resume) => {
        const timer = setTimeout(resume, limitMs);
        ring = () => {
          clearTimeout(timer);
          resume();
        };
      }),
  };
}

/** The two ways to look for a group: for all that each waits for, and for what suffices to know that it waits still. */
function createLooks(ask: Ask) {
  /** One statement, for all that these wait for. */
  function look(group: readonly Waiter[]): Promise<void> {
    return attempt(group, async () => {
      const missing = await missingOf(group.flatMap((waiter) => waiter.missing));
      for (const waiter of group) {
        waiter.missing = waiter.missing.filter((write) => missing.has(keyOf(write)));
        waiter.looked();
      }
    });
  }

  /** The newest write of a type comes last, as a rule: till then the others of that type are not asked for again. */
  function lookAgain(group: readonly Waiter[]): Promise<void> {
    return attempt(group, async () => {
      const missing = await missingOf(group.flatMap((waiter) => newestOf(waiter.missing)));
      const ahead: Waiter[] = [];
      for (const waiter of group) {
        const here = newestOf(waiter.missing).filter((write) => !missing.has(keyOf(write)));
        if (here.length === 0) continue;
        waiter.missing = waiter.missing.filter((write) => !here.includes(write));
        ahead.push(waiter);
      }
      await look(ahead);
    });
  }

  /** @returns the keys of those that have not arrived */
  async function missingOf(writes: readonly Write[]): Promise<ReadonlySet<string>> {
    const wanted = [...new Map(writes.map((write) => [keyOf(write), write])).values()];
    return new Set(wanted.length === 0 ? [] : (await ask(wanted)).map(keyOf));
  }

  return { look, lookAgain };
}

async function attempt(group: readonly Waiter[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const waiter of group) waiter.failed(error);
  }
}

/** Of each type the one that was written last. */
function newestOf(writes: readonly Write[]): Write[] {
  return [...new Map(writes.map((write) => [write.type, write])).values()];
}

function keyOf({ type, id, version, last }: Write): string {
  return `${type} ${id} ${version} ${last ?? false}`;
}
