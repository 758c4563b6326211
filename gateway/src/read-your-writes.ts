import { type Clock, MAX_WAIT_MS, MAX_WRITES } from '@strata/basis-core';
import type { ConsistencyReport, ReadAfter } from '@strata/basis-network';
import type { ConsistencySeal, DatedWrite } from './consistency-seal.ts';

/**
 * How long a write is waited for after it was made. Copies follow within milliseconds; when they are further behind than
 * this, something is broken, and requests that all wait would only add to it.
 */
export const TOKEN_LIFE_MS = 30_000;
/** Several answers that came at once each have a token, and a client sends back those that it has. */
const MAX_TOKENS = 32;

/** What an answer says under `extensions.consistency`, where there is something to say. */
export interface ConsistencyNotice {
  /** Types of which an older state may have been read, because the newer did not arrive in time. */
  behind?: string[];
  /** The token does not stand for all that was written: there was more than one can hold. */
  partial?: true;
}

/** What one request must see, and what it wrote itself: made anew for each. */
export interface ReadYourWrites {
  /** What the next fetch of the operation waits for; undefined when there is nothing. */
  nextFetch(): ReadAfter | undefined;
  /** What a subgraph said of a fetch. */
  learn(report: ConsistencyReport): void;
  /** A token for all that was to be seen and was written; undefined when the operation wrote nothing. */
  token(): string | undefined;
  notice(): ConsistencyNotice | undefined;
}

/**
 * Begins with the writes of the tokens that a request brought. All its fetches together wait 2 s at most, counted from
 * the first that has something to wait for.
 */
export function readYourWrites(
  { seal, clock }: { seal: ConsistencySeal; clock: Clock },
  tokens: readonly string[],
): ReadYourWrites {
  const writes = new Map<string, DatedWrite>();
  const behind = new Set<string>();
  let deadline: number | undefined;
  let hasWritten = false;
  let isPartial = false;

  /** The newest version of each row, the latest written last. */
  function add(write: DatedWrite): void {
    const key = `${write.type} ${write.id}`;
    const known = writes.get(key);
    writes.delete(key);
    const last = write.last ?? known?.last;
    writes.set(key, { ...write, version: Math.max(write.version, known?.version ?? 0), ...(last && { last }) });
    if (writes.size <= MAX_WRITES) return;
    const [oldest = ''] = writes.keys();
    writes.delete(oldest);
    isPartial = true;
  }

  const nowMs = clock.now().getTime();
  const brought = tokens.slice(-MAX_TOKENS).flatMap((token) => seal.open(token));
  for (const write of brought.sort((a, b) => a.at - b.at)) if (nowMs - write.at < TOKEN_LIFE_MS) add(write);

  return {
    nextFetch() {
      if (writes.size === 0) return undefined;
      deadline ??= performance.now() + MAX_WAIT_MS;
      const waitMs = Math.min(Math.max(deadline - performance.now(), 0), MAX_WAIT_MS);
      return { writes: [...writes.values()].map(({ at, ...write }) => write), waitMs };
    },
    learn(report) {
      for (const write of report.writes ?? []) add({ ...write, at: clock.now().getTime() });
      for (const type of report.behind ?? []) behind.add(type);
      hasWritten ||= (report.writes ?? []).length > 0;
    },
    token: () => (hasWritten ? seal.seal([...writes.values()]) : undefined),
    notice() {
      if (behind.size === 0 && !isPartial) return undefined;
      const types = [...behind].map((type) => type.slice(type.indexOf('.') + 1)).sort();
      return { ...(types.length > 0 && { behind: types }), ...(isPartial && { partial: true }) };
    },
  };
}
