import type { MikroORM } from '@mikro-orm/postgresql';
import type { Write } from '@strata/basis-core';
import { meterCatchUp } from '../telemetry/meters.ts';
import { createLookout, type Lookout, type Waiter } from './lookout.ts';
import type { Replica } from './replica.ts';
import { behindSql } from './sql.ts';

/** How many requests wait at once. Whoever comes then is told at once that the copies may be behind. */
const MAX_WAITING = 1_000;
/** Who has no time to wait is looked for once all the same; so long, where no connection is to be had. */
const FIRST_LOOK_MS = 500;

/** Waits until replicas show what somebody wrote at their owners. */
export interface CatchUp {
  /**
   * Resolves when every write that concerns a replica of this service is there, or when the time is over, whether or
   * not the database has answered by then. Whatever the limit, the first look has half a second.
   *
   * @returns the types of which something is missing still, or may be, each once; none in the good case
   */
  until(writes: readonly Write[], limitMs: number): Promise<string[]>;
  /** Rows were taken in, by this process: it is looked again for whoever waits. */
  changed(): void;
}

/** What replicas are looked at with. */
export interface CatchUpOptions {
  readonly service: string;
  /** Requests wait on connections of their own, not on those of messaging. */
  readonly orm: MikroORM;
  readonly replicas: readonly Replica[];
  /** Requests that wait at once at most. Default 1,000. */
  readonly maxWaiting?: number;
}

/** Holds nothing but whoever waits; one query on primary keys says for all of them what is missing. */
export function createCatchUp({ service, orm, replicas, maxWaiting = MAX_WAITING }: CatchUpOptions): CatchUp {
  const kept = new Set(replicas.map(({ entity }) => entity));
  const statement = behindSql(replicas);
  const lookout = createLookout(async (writes) => {
    const numbered = writes.map((write, n) => ({ ...write, n }));
    const rows = await orm.em.fork().execute<{ n: number }[]>(statement, [JSON.stringify(numbered)]);
    return rows.flatMap(({ n }) => writes[n] ?? []);
  });

  return {
    async until(writes, limitMs) {
      const wanted = writes.filter(({ type }) => kept.has(type));
      if (wanted.length === 0) return [];
      const began = performance.now();
      const missing = lookout.size < maxWaiting ? await waitFor(lookout, wanted, limitMs) : wanted;
      meterCatchUp(service, missing.length === 0 ? 'seen' : 'given up', performance.now() - began);
      return [...new Set(missing.map(({ type }) => type))].sort();
    },
    changed: lookout.changed,
  };
}

/** @returns what is missing when nothing is, or when the time is over */
function waitFor(lookout: Lookout, wanted: readonly Write[], limitMs: number): Promise<readonly Write[]> {
  return new Promise((resolve, reject) => {
    let wasLooked = false;
    let isOver = false;
    const end = (how: () => void) => {
      clearTimeout(timer);
      lookout.leave(waiter);
      how();
    };
    const answer = () => end(() => resolve(waiter.missing));
    let timer = setTimeout(() => {
      isOver = true;
      if (wasLooked || limitMs >= FIRST_LOOK_MS) answer();
      else timer = setTimeout(answer, FIRST_LOOK_MS - limitMs);
    }, limitMs);
    const waiter: Waiter = {
      missing: wanted,
      looked() {
        wasLooked = true;
        if (isOver || waiter.missing.length === 0) answer();
      },
      failed: (error) => end(() => reject(error)),
    };
    lookout.enter(waiter);
  });
}
