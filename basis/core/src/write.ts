/** A version of a published row that somebody wrote: what whoever reads a copy of it waits for. */
export interface Write {
  /** The name of its contract: `catalog.Product`. */
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /**
   * It stands for a large transaction: the last row that this one wrote of its type and part. Messages of a part arrive
   * in order, so with this one the others have come.
   */
  readonly last?: true;
}

/** What one answer, one call and one token tell of: at most so many. */
export const MAX_WRITES = 32;

/** How long a request waits for what was written before it, all its fetches together. */
export const MAX_WAIT_MS = 2_000;
