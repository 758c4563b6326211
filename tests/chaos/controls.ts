import { setTimeout as delay } from 'node:timers/promises';
import type { Wrongs } from './check-ledgers.ts';
import type { Sabotage } from './messages.ts';
import type { RunOptions } from './run.ts';
import { readerB } from './services/contracts.ts';
import type { ChaosSystem } from './system.ts';

/** A way to break the bus, and how the checker must notice. */
export interface Control {
  readonly sabotage: Sabotage;
  /** One of these at least must be found. */
  readonly shows: readonly (keyof Wrongs | 'deadlocks')[];
  /** Whether it shows only when something else breaks too. */
  readonly needsFaults: boolean;
  /** What is done meanwhile, if something of its own. */
  readonly trouble?: RunOptions['trouble'];
}

const SECOND_MS = 1_000;
const AWAY_MS = 15 * SECOND_MS;
const BUSY_MS = 20 * SECOND_MS;

/** Both readers of a kind are away for a while: what waits for them then comes in large envelopes. */
async function backlog({ members }: ChaosSystem): Promise<void> {
  await Promise.all(members.filter(({ service }) => service === readerB.name).map((member) => member.freeze(AWAY_MS)));
  await delay(BUSY_MS);
}

/** All of them, in the order in which they are run. */
export const controls: readonly Control[] = [
  { sabotage: 'id > cursor', shows: ['lost', 'mismatched'], needsFaults: false },
  { sabotage: 'xmin cursor', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'skip locked rows', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'no cursor check', shows: ['twice', 'outOfOrder'], needsFaults: true },
  { sabotage: 'publish before the tick', shows: ['lost', 'mismatched', 'twice', 'outOfOrder'], needsFaults: true },
  // They wait for each other.
  { sabotage: 'handlers share a transaction', shows: ['deadlocks'], needsFaults: false, trouble: backlog },
  { sabotage: 'outbox row before the update', shows: ['outOfOrder'], needsFaults: false },
  { sabotage: 'batched updates', shows: ['outOfOrder'], needsFaults: false },
];
