import { isRight } from './check-ledgers.ts';
import { quantile } from './heal.ts';
import type { RunResult } from './run.ts';

/** Whether something was done and something broken, nothing was wrong, and all had healed in time. */
export function hasPassed({ verdict, settledMs, healLimitMs }: RunResult): boolean {
  if (verdict.events === 0 || verdict.faults === 0) return false;
  return isRight(verdict) && settledMs !== undefined && Math.max(0, ...verdict.healedMs) <= healLimitMs;
}

/** What runs on a backend lack, all in all, of the least that they must have seen; a line for each. */
export function tooLittle(results: readonly RunResult[], least: { faults: number; events: number }): string[] {
  return [...Map.groupBy(results, ({ backend }) => backend)].flatMap(([backend, list]) =>
    (['faults', 'events'] as const).flatMap((kind) => {
      const seen = list.reduce((total, { verdict }) => total + verdict[kind], 0);
      return seen < least[kind]
        ? [`✗ ${backend}: only ${seen} ${kind}, of ${least[kind]} that are wanted at least`]
        : [];
    }),
  );
}

/** One line about a run, for whoever watches. */
export function describeRun(result: RunResult): string {
  const { backend, seed, verdict, settledMs } = result;
  const wrongs = Object.entries(verdict.wrongs).filter(([, count]) => count > 0);
  const outcome = wrongs.length === 0 ? 'nothing wrong' : wrongs.map(([kind, count]) => `${count} ${kind}`).join(', ');
  const max = Math.max(0, ...verdict.healedMs);
  const mark = hasPassed(result) ? '✓' : '✗';
  return `${mark} ${backend}, seed ${seed}: ${verdict.faults} faults, ${verdict.events} events, ${verdict.deliveries} deliveries; ${outcome}; healed in ${seconds(max)} at most, settled after ${settledMs === undefined ? 'never' : seconds(settledMs)}`;
}

const seconds = (ms: number) => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never');

/** Everything that a person needs to look into a run that failed. */
export function describeFailure({ verdict, surprises, timeline, state }: RunResult): string {
  return [...timeline, ...surprises, ...verdict.details, ...state].map((line) => `    ${line}`).join('\n');
}

/** A table as the README shows it: one row for each backend. */
export function summaryOf(results: readonly RunResult[]): string {
  const head = [
    '| backend | seeds | faults | events | handled | lost | twice | out of order | replica rows that differ | tasks or outcomes not once | healed, p50 | healed, max |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
  ];
  const rows = [...Map.groupBy(results, ({ backend }) => backend)].map(([backend, list]) => {
    const sum = (count: (result: RunResult) => number) => list.reduce((total, result) => total + count(result), 0);
    const healed = list.flatMap(({ verdict }) => verdict.healedMs);
    const cells = [
      backend === 'redis' ? 'Redis' : 'PostgreSQL',
      new Set(list.map(({ seed }) => seed)).size,
      sum(({ verdict }) => verdict.faults),
      sum(({ verdict }) => verdict.events),
      sum(({ verdict }) => verdict.deliveries),
      sum(({ verdict: { wrongs } }) => wrongs.lost),
      sum(({ verdict: { wrongs } }) => wrongs.twice + wrongs.unreal),
      sum(({ verdict: { wrongs } }) => wrongs.outOfOrder),
      sum(({ verdict: { wrongs } }) => wrongs.mismatched),
      sum(({ verdict: { wrongs } }) => wrongs.tasks + wrongs.outcomes),
      seconds(quantile(healed, 0.5)),
      seconds(Math.max(0, ...healed)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [...head, ...rows].join('\n');
}
