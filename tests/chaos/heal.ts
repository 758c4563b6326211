import type { Fault } from './ledgers.ts';

/** When an event was committed, and when one of its listeners had handled it: infinite when never. */
export interface Delivery {
  readonly committedAtMs: number;
  readonly appliedAtMs: number;
}

/**
 * For each fault, in their order: how long after the part was back the last event was handled that had been committed
 * by then. 0 when there was nothing left to do. What other faults do meanwhile counts as well.
 */
export function timesToHeal(faults: readonly Fault[], deliveries: readonly Delivery[]): number[] {
  const sorted = deliveries.toSorted((a, b) => a.committedAtMs - b.committedAtMs);
  let latest = 0;
  const doneAtMs = sorted.map(({ appliedAtMs }) => {
    latest = Math.max(latest, appliedAtMs);
    return latest;
  });
  return faults.map(({ backAtMs }) => {
    const count = countUpTo(sorted, backAtMs);
    return count === 0 ? 0 : Math.max(0, (doneAtMs[count - 1] as number) - backAtMs);
  });
}

/** How many of the sorted deliveries were committed by then. */
function countUpTo(sorted: readonly Delivery[], atMs: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Delivery).committedAtMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value that a share of all is at or below; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
