import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from './random.ts';
import type { WritePlan } from './services/write.ts';

const ROLLED_BACK_SHARE = 0.05;
const BETWEEN_SHARE = 0.5;
const BETWEEN_MS = { least: 10, most: 100 };
const LONG_SHARE = 0.03;
const LONG_MS = { least: 500, most: 4_000 };
const ASKING_SHARE = 0.15;
/**
 * Between two writes of a writer. Two cores are to have time left, for what they cannot do is no fault that heals; where
 * something is sabotaged, writers must meet often enough for it to show.
 */
const PAUSES_MS = { steady: { least: 200, most: 900 }, dense: { least: 50, most: 200 } };
/** Half of the changes are of a few things, so that writers meet. */
const HOT = { share: 0.5, things: 0.02 };
/** Things that one bulk update changes. */
const BULK_SIZE = 8;
/** Things of which one transaction tells, one by one: an envelope then holds several events. */
const MANY = 40;
const MANY_SHARE = 0.03;
const KINDS: readonly WritePlan['kind'][] = [
  'create',
  ...Array<WritePlan['kind']>(9).fill('change'),
  ...Array<WritePlan['kind']>(3).fill('change two'),
  ...Array<WritePlan['kind']>(3).fill('change two unlocked'),
  'child alone',
  'child alone',
  'bulk',
];

/** How thick writes come. */
export type Pace = keyof typeof PAUSES_MS;

/** Writers that go on until they are stopped; resolves when the last has stopped. */
export interface Workload {
  stop(): Promise<void>;
}

/**
 * Starts writers. What a write is, its seed says; whether it succeeds is up to the system, and what fails is not
 * repeated: the next one is another.
 */
export function startWriters(
  write: (plan: WritePlan) => Promise<void>,
  { seed, writers, pace, emitsFirst }: { seed: number; writers: number; pace: Pace; emitsFirst: boolean },
): Workload {
  const pause = PAUSES_MS[pace];
  let stopped = false;
  async function run(random: Random): Promise<void> {
    while (!stopped) {
      await write({ ...planOf(random, pace), emitsFirst }).catch(() => 'a fault, a conflict, or a planned rollback');
      await delay(random.whole(pause.least, pause.most));
    }
  }
  const running = Promise.all(Array.from({ length: writers }, (_, index) => run(createRandom(seed * 1_000 + index))));
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function planOf(random: Random, pace: Pace): WritePlan {
  const kind = pace === 'dense' && random.chance(MANY_SHARE) ? 'change many' : random.pick(KINDS);
  return {
    kind,
    places: placesOf(random, kind),
    asks: random.chance(ASKING_SHARE),
    rollsBack: random.chance(ROLLED_BACK_SHARE),
    betweenMs: random.chance(BETWEEN_SHARE) ? random.whole(BETWEEN_MS.least, BETWEEN_MS.most) : 0,
    pauseMs: random.chance(LONG_SHARE) ? random.whole(LONG_MS.least, LONG_MS.most) : 0,
    writesEarly: random.chance(0.5),
  };
}

function placesOf(random: Random, kind: WritePlan['kind']): number[] {
  if (kind === 'bulk' || kind === 'change many') {
    return Array.from({ length: kind === 'bulk' ? BULK_SIZE : MANY }, () => random.next());
  }
  const range = random.chance(HOT.share) ? HOT.things : 1;
  return Array.from({ length: 2 }, () => random.next() * range);
}
