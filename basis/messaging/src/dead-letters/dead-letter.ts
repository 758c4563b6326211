import { ConflictError, NotFoundError } from '@strata/basis-core';
import type { PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import { createRoutes, type Takers } from '../inbox/routes.ts';
import { type Replaying, replayAbsorbed, replayFirst } from './replay.ts';
import {
  audit,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterGroup,
  discardLetters,
  discardRetired,
  editLetter,
  type ReplayUnit,
  selectGroups,
  selectLetter,
  selectLetters,
  selectResumable,
  selectUnits,
} from './sql.ts';

export type { DeadLetter, DeadLetterFilter, DeadLetterGroup, DeadLetterState } from './sql.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const MAX_GROUPS = 200;
/** What nothing holds back any more is looked for this often. */
const RESUME_EVERY_MS = 30_000;
/** Who replays what nothing holds back any more, in the audit. */
const PLATFORM = 'platform';

/** Which letters a person means: one, those that match, or all that are open. */
export type DeadLetterChoice = { readonly number: number } | { readonly filter: DeadLetterFilter } | 'all';

/** How far a replay has come, in letters. */
export interface ReplayProgress {
  readonly replayed: number;
  /** Failed again. What waits behind them was not tried. */
  readonly failed: number;
  /** How many there were when it began. */
  readonly total: number;
}

/** What dead letters are made with. */
export type DeadLettersOptions = Omit<Replaying, 'routes'> & Takers;

/** The messages that could not be taken in: for a person to look at, mend, replay or throw away. */
export interface DeadLetters {
  /** By number; `after` is the last number of the page before. At most `MAX_LIMIT`, by default 50. */
  list(filter?: DeadLetterFilter & { limit?: number; after?: number }): Promise<DeadLetter[]>;
  /** Failures of the same kind, counted, the most frequent first. */
  groups(filter?: DeadLetterFilter): Promise<DeadLetterGroup[]>;
  /** @throws NOT_FOUND */
  show(number: number): Promise<DeadLetter>;
  /** Replaces the payload of an open letter; it is checked when it is replayed. @throws NOT_FOUND, CONFLICT as `replay` */
  edit(number: number, payload: unknown, options: { who: string }): Promise<DeadLetter>;
  /**
   * Tries again. Of each aggregate that is meant, all open letters in order, up to the first that fails again; then
   * live messages of it flow again. @throws NOT_FOUND when there is no letter of this number, CONFLICT when it is over
   */
  replay(
    choice: DeadLetterChoice,
    options: { who: string; onProgress?(progress: ReplayProgress): void },
  ): Promise<ReplayProgress>;
  /** Ends letters unreplayed; what only waited behind them is replayed. @throws NOT_FOUND, CONFLICT as `replay` */
  discard(choice: DeadLetterChoice, options: { who: string }): Promise<{ discarded: number; after: ReplayProgress }>;
  /**
   * Replays what nothing holds back any more: left by a replay that was cut off, or known to this deployment now.
   * Discards what no deployment asks for any more.
   */
  resume(): Promise<ReplayProgress>;
  /** Calls `resume` now and then. */
  start(): void;
  stop(): Promise<void>;
}

/** Makes the dead letters of a service. */
export function createDeadLetters(options: DeadLettersOptions): DeadLetters {
  const { pool, logger } = options;
  const routes = createRoutes(options);
  const replaying: Replaying = { ...options, routes };
  let timer: NodeJS.Timeout | undefined;
  let resuming: Promise<unknown> = Promise.resolve();

  const show = async (number: number) => {
    const letter = await selectLetter(pool, number);
    if (letter === undefined) throw new NotFoundError('dead letter', String(number));
    return letter;
  };
  const resume = async () => {
    const retired = await discardRetired(pool, routes.known);
    if (retired.length > 0) {
      logger.warn({ count: retired.length }, 'dead letters of what nobody here listens to any more are discarded');
      await audit(pool, PLATFORM, 'dead letters retired', { numbers: retired });
    }
    const units = await selectResumable(pool, routes.known);
    const progress = await replayUnits(replaying, units);
    if (progress.total > 0) await audit(pool, PLATFORM, 'dead letters resumed', progress);
    return progress;
  };

  return {
    list: ({ limit = DEFAULT_LIMIT, after = 0, ...filter } = {}) =>
      selectLetters(pool, filter, { after, limit: Math.min(limit, MAX_LIMIT) }),
    groups: (filter = {}) => selectGroups(pool, filter, MAX_GROUPS),
    show,
    edit: async (number, payload, { who }) => {
      await edit(pool, number, payload, who);
      return show(number);
    },
    replay: async (choice, { who, onProgress }) => {
      const units = await unitsOf(pool, choice);
      await audit(pool, who, 'dead letters replay', { choice });
      const progress = await replayUnits(replaying, units, onProgress);
      await audit(pool, who, 'dead letters replayed', { choice, ...progress });
      return progress;
    },
    discard: async (choice, { who }) => {
      const units = await unitsOf(pool, choice);
      const numbers = await withTransaction(pool, async (client) => {
        const discarded = await discardLetters(client, filterOf(choice));
        await audit(client, who, 'dead letters discarded', { choice, numbers: discarded });
        return discarded;
      });
      const meant = new Set(units.map(({ source, aggregateId }) => `${source} ${aggregateId}`));
      const free = await selectResumable(pool, []);
      const freed = free.filter(({ source, aggregateId }) => meant.has(`${source} ${aggregateId}`));
      return { discarded: numbers.length, after: await replayUnits(replaying, freed) };
    },
    resume,
    start: () => {
      const again = () => {
        resuming = resume().catch((error: unknown) =>
          logger.debug({ err: error }, 'dead letters could not be resumed'),
        );
      };
      again();
      timer = setInterval(again, RESUME_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await resuming;
    },
  };
}

function edit(pool: Replaying['pool'], number: number, payload: unknown, who: string): Promise<void> {
  return withTransaction(pool, async (client) => {
    if (!(await editLetter(client, number, payload))) await refuse(client, number);
    await audit(client, who, 'dead letter edited', { number });
  });
}

function filterOf(choice: DeadLetterChoice): DeadLetterFilter & { number?: number } {
  if (choice === 'all') return {};
  return 'number' in choice ? { number: choice.number } : choice.filter;
}

async function unitsOf(pool: Replaying['pool'], choice: DeadLetterChoice): Promise<ReplayUnit[]> {
  const units = await selectUnits(pool, filterOf(choice));
  if (units.length === 0 && choice !== 'all' && 'number' in choice) {
    await refuse(pool, choice.number);
  }
  return units;
}

/** Of a letter that is not open. */
async function refuse(db: Replaying['pool'] | PoolClient, number: number): Promise<never> {
  const letter = await selectLetter(db, number);
  if (letter === undefined) throw new NotFoundError('dead letter', String(number));
  throw new ConflictError(`Dead letter ${number} is ${letter.state}.`, { details: { state: letter.state } });
}

async function replayUnits(
  replaying: Replaying,
  units: readonly ReplayUnit[],
  onProgress?: (progress: ReplayProgress) => void,
): Promise<ReplayProgress> {
  const progress = { replayed: 0, failed: 0, total: units.reduce((sum, { letters }) => sum + letters, 0) };
  for (const unit of units) {
    for (let again = true; again; ) {
      const outcome =
        unit.number === null ? await replayFirst(replaying, unit) : await replayAbsorbed(replaying, unit.number);
      if (outcome !== 'none') {
        progress[outcome] += 1;
        onProgress?.({ ...progress });
      }
      again = unit.number === null && outcome === 'replayed';
    }
  }
  return progress;
}
