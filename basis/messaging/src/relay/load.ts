import { performance } from 'node:perf_hooks';

/** Over which the load is measured. */
const WINDOW_MS = 250;
/** A process that is busy for less of the time has some to spare; one that is for more has none. */
const SPARE = 0.6;
const FULL = 0.95;

let before = performance.eventLoopUtilization();
let measuredAt = performance.now();
let load = 0;

/** How little time this process has to spare: 0, it has enough, to 1, it has none. */
export function loadOfProcess(): number {
  const now = performance.now();
  if (now - measuredAt >= WINDOW_MS) {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, before);
    load = Math.min(1, Math.max(0, (utilization - SPARE) / (FULL - SPARE)));
    before = current;
    measuredAt = now;
  }
  return load;
}
