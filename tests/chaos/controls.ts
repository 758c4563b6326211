import type { Wrongs } from './check-ledgers.ts';
import type { Sabotage } from './messages.ts';

/** A way to break the bus, and how the checker must notice. */
export interface Control {
  readonly sabotage: Sabotage;
  /** One of these at least must be found. */
  readonly shows: readonly (keyof Wrongs | 'deadlocks')[];
  /** Whether it shows only when something else breaks too. */
  readonly needsFaults: boolean;
}

/** All of them, in the order in which they are run. */
export const controls: readonly Control[] = [
  { sabotage: 'id > cursor', shows: ['lost', 'mismatched'], needsFaults: false },
  { sabotage: 'xmin cursor', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'skip locked rows', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'no cursor check', shows: ['twice', 'outOfOrder'], needsFaults: true },
  { sabotage: 'publish before the tick', shows: ['lost', 'mismatched', 'twice', 'outOfOrder'], needsFaults: true },
  // They wait for each other.
  { sabotage: 'handlers share a transaction', shows: ['deadlocks'], needsFaults: false },
  { sabotage: 'outbox row before the update', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'batched updates', shows: ['outOfOrder'], needsFaults: false },
];
