import type { MikroORM } from '@mikro-orm/postgresql';
import type { Write } from '@strata/basis-core';
import { meterCatchUp } from '../telemetry/meters.ts';
import type { Replica } from './replica.ts';
import { behindSql } from './sql.ts';

/** Another process may be the one that takes messages in: replicas are looked at again after these pauses. */
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 80;

/** Waits until replicas show what somebody wrote at their owners. */
export interface CatchUp {
  /**
   * Resolves when every write that concerns a replica of this service is there, or when the time is over.
   *
   * @returns the types of which something is missing still, each once; none in the good case
   */
  until(writes: readonly Write[], limitMs: number): Promise<string[]>;
  /** Rows were taken in, by this process: whoever waits looks again. */
  changed(): void;
}

/** What replicas are looked at with. */
export interface CatchUpOptions {
  readonly service: string;
  /** Requests wait on connections of their own, not on those of messaging. */
  readonly orm: MikroORM;
  readonly replicas: readonly Replica[];
}

/** Holds nothing but whoever waits; one query on primary keys says whether something is missing. */
export function createCatchUp({ service, orm, replicas }: CatchUpOptions): CatchUp {
  const kept = new Set(replicas.map(({ entity }) => entity));
  const statement = behindSql(replicas);
  const watchers = new Set<() => void>();
  let changes = 0;

  async function behind(writes: readonly Write[]): Promise<string[]> {
    const rows = await orm.em.fork().execute<{ type: string }[]>(statement, [JSON.stringify(writes)]);
    return rows.map(({ type }) => type);
  }

  function nextChange(limitMs: number): Promise<void> {
    return new Promise((resume) => {
      const wake = () => {
        clearTimeout(timer);
        watchers.delete(wake);
        resume();
      };
      const timer = setTimeout(wake, limitMs);
      watchers.add(wake);
    });
  }

  return {
    async until(writes, limitMs) {
      const wanted = writes.filter(({ type }) => kept.has(type));
      if (wanted.length === 0) return [];
      const began = performance.now();
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        const seen = changes;
        const missing = await behind(wanted);
        const waitedMs = performance.now() - began;
        if (missing.length === 0 || waitedMs >= limitMs) {
          meterCatchUp(service, missing.length === 0 ? 'seen' : 'given up', waitedMs);
          return missing;
        }
        // What was taken in while the replicas were looked at may not have been seen.
        if (changes === seen) await nextChange(Math.min(pauseMs, limitMs - waitedMs));
      }
    },
    changed() {
      changes += 1;
      for (const wake of watchers) wake();
    },
  };
}
