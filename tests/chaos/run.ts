import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Backend } from './broker.ts';
import { isRight, type Verdict, type Wrongs } from './check-ledgers.ts';
import { diagnose } from './diagnose.ts';
import { describeFault, nextEngineFault, nextMemberFault, type PlannedFault } from './faults.ts';
import { inflict } from './inflict.ts';
import type { Fault } from './ledgers.ts';
import type { Sabotage } from './messages.ts';
import type { PostgresProcess } from './postgres-process.ts';
import { createRandom, type Random } from './random.ts';
import { type ChaosSystem, startSystem } from './system.ts';

const JUDGE_EVERY_MS = 500;
/** Judging reads all ledgers, so it is done now and then only while others work. */
const GLANCE_EVERY_MS = 3_000;
/** What was right must still be right after so long: whatever is sent again meanwhile must change nothing. */
const STAYS_RIGHT_MS = 3_000;
/** Where nothing is handled for so long, nothing more is coming. */
const STILL_MS = 8_000;
const MEMBER_PAUSE_MS = { least: 200, most: 1_500 };
const ENGINE_PAUSE_MS = { least: 2_500, most: 7_000 };

/** What to run. */
export interface RunOptions {
  readonly postgres: PostgresProcess;
  readonly backend: Backend;
  readonly seed: number;
  readonly forMs: number;
  /** From when a part is back, and from when the writers have stopped. */
  readonly healLimitMs: number;
  /** Where what the processes say is kept. */
  readonly folder: string;
  readonly sabotage?: Sabotage;
  /** With sabotage, whether it has shown: then the run is over. */
  readonly hasShown?: (verdict: Verdict) => boolean;
  /** Default true. Without, everything stays up. */
  readonly needsFaults?: boolean;
  /** What is looked at. Default: all that may be wrong. */
  readonly counts?: readonly (keyof Wrongs)[] | undefined;
  /** What is done while the writers write. Default: faults as the seed has them. */
  readonly trouble?: (system: ChaosSystem, record: Record) => Promise<void>;
}

/** Writes down what is done, as it is done. */
export interface Record {
  note(text: string): void;
  add(fault: Fault): void;
}

/** What came of it. */
export interface RunResult {
  readonly backend: Backend;
  readonly seed: number;
  readonly verdict: Verdict;
  /** From when the writers stopped until all was as it should be; undefined when it never was. */
  readonly settledMs: number | undefined;
  /** Whether events were still being handled when it was judged for the last time. */
  readonly isMoving: boolean;
  readonly healLimitMs: number;
  readonly surprises: readonly string[];
  /** What was done when, for a person. */
  readonly timeline: readonly string[];
  /** Where the bus stood in the end, if it did not come right. */
  readonly state: readonly string[];
}

/** Runs writers and readers while bad things happen to them, waits until they have healed, and judges. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { seed, backend, sabotage } = options;
  const name = `${backend[0]}${seed}-${Date.now().toString(36)}`;
  const folder = join(
    options.folder,
    sabotage === undefined ? name : `${name}-${sabotage.replaceAll(/[^a-z]+/g, '-')}`,
  );
  const system = await startSystem({ ...options, run: name, folder });
  const faults: Fault[] = [];
  const begunMs = Date.now();
  const timeline: string[] = [];
  const note = (text: string) => timeline.push(`${((Date.now() - begunMs) / 1_000).toFixed(3).padStart(8)} s  ${text}`);
  try {
    system.startWriting();
    await (options.trouble ?? troubleOf(options))(system, { note, add: (fault) => faults.push(fault) });
    note('the writers are told to stop');
    await system.stopWriting();
    await Promise.all(system.members.map((member) => member.untilReady()));
    note('the writers have stopped');
    const { verdict, settledMs, isMoving } = await untilRight(() => judge(system, faults, options.counts), options);
    note(settledMs === undefined ? 'it did not come right' : `right after ${settledMs} ms`);
    const state = settledMs === undefined ? await diagnose(system) : [];
    const { healLimitMs } = options;
    const { surprises } = system;
    return { backend, seed, verdict, settledMs, isMoving, healLimitMs, surprises, timeline, state };
  } catch (error) {
    throw new Error(`${backend}, seed ${seed} could not be run to its end:\n${timeline.join('\n')}`, { cause: error });
  } finally {
    await system.stop();
  }
}

/** Faults of processes and of engines, side by side, for as long as the run lasts; with sabotage, until it shows. */
function troubleOf({ seed, forMs, hasShown, needsFaults = true }: RunOptions): NonNullable<RunOptions['trouble']> {
  return async (system, record) => {
    const until = Date.now() + forMs;
    let shown = false;
    const goesOn = () => Date.now() < until && !shown;
    const lane = async (
      random: Random,
      pause: { least: number; most: number },
      next: (turn: number) => PlannedFault,
    ) => {
      for (let turn = 0; goesOn(); turn += 1) {
        await delay(random.whole(pause.least, pause.most));
        if (goesOn()) await carry(system, next(turn), record);
      }
    };
    const [ofMembers, ofEngines] = [createRandom(seed), createRandom(seed + 1)];
    const firstTurn = ofMembers.whole(0, 100);
    const glance = async () => {
      while (hasShown !== undefined && goesOn()) {
        await delay(GLANCE_EVERY_MS);
        // A database may be down at this moment.
        const verdict = await system.judge([]).catch(() => undefined);
        shown = verdict !== undefined && hasShown(verdict);
      }
    };
    const glancing = glance();
    if (!needsFaults) {
      while (goesOn()) await delay(GLANCE_EVERY_MS);
      await glancing;
      return;
    }
    await Promise.all([
      glancing,
      lane(ofMembers, MEMBER_PAUSE_MS, (turn) => nextMemberFault(ofMembers, system.abilities, firstTurn + turn)),
      lane(ofEngines, ENGINE_PAUSE_MS, () => nextEngineFault(ofEngines)),
    ]);
  };
}

async function carry(system: ChaosSystem, planned: PlannedFault, { note, add }: Record): Promise<void> {
  const target = 'member' in planned ? `${system.members[planned.member]?.name}: ` : '';
  note(`${target}${describeFault(planned)}`);
  const fault = await inflict(system, planned);
  note(`${target}${planned.kind}: ${fault === undefined ? 'it did not come to that' : 'back'}`);
  if (fault !== undefined) add(fault);
}

async function judge(system: ChaosSystem, faults: readonly Fault[], counts: RunOptions['counts']): Promise<Verdict> {
  const verdict = await system.judge(faults);
  if (counts === undefined) return verdict;
  const wrongs = Object.entries(verdict.wrongs).map(([kind, count]) => [
    kind,
    counts.includes(kind as keyof Wrongs) ? count : 0,
  ]);
  return { ...verdict, wrongs: Object.fromEntries(wrongs) };
}

async function untilRight(
  look: () => Promise<Verdict>,
  { healLimitMs, sabotage }: Pick<RunOptions, 'healLimitMs' | 'sabotage'>,
): Promise<Pick<RunResult, 'verdict' | 'settledMs' | 'isMoving'>> {
  const begunMs = Date.now();
  let movedAtMs = begunMs;
  let handled = 0;
  for (;;) {
    const verdict = await look();
    const settledMs = Date.now() - begunMs;
    if (isRight(verdict)) {
      await delay(STAYS_RIGHT_MS);
      const later = await look();
      return { verdict: later, settledMs: isRight(later) ? settledMs : undefined, isMoving: false };
    }
    if (verdict.handled > handled) movedAtMs = Date.now();
    handled = verdict.handled;
    const isMoving = Date.now() - movedAtMs < STILL_MS;
    const { twice, unreal, outOfOrder } = verdict.wrongs;
    // What was done twice or too early will not be undone by waiting; nor will what is sabotaged come right by itself.
    const isOver = settledMs > healLimitMs || twice + unreal + outOfOrder > 0 || (sabotage !== undefined && !isMoving);
    if (isOver) return { verdict, settledMs: undefined, isMoving };
    await delay(JUDGE_EVERY_MS);
  }
}
