import type { Backend } from './broker.ts';
import type { Verdict, Wrongs } from './check-ledgers.ts';
import { controls } from './controls.ts';
import { type PostgresProcess, startPostgres } from './postgres-process.ts';
import { describeFailure, describeRun, hasPassed, summaryOf, tooLittle } from './report.ts';
import { type RunResult, run } from './run.ts';
import { scenarios } from './scenarios.ts';

const MINUTE_MS = 60_000;
const CI_SEEDS = ['1', '2', '3', '4', '5'];
const CI_RUN_MS = 60_000;
/** What the five seeds must have seen on each backend, all in all, for their outcome to mean something. */
const CI_LEAST = { faults: 48, events: 6_400 };
/** A control ends as soon as it has shown. */
const CONTROL_MS = 60_000;
const CONTROL_SEED = 1;

/** As the command line has it. */
export interface ChaosOptions {
  readonly seed: readonly string[];
  readonly minutes: string;
  readonly backend: readonly string[];
  /** Names, or `all`. */
  readonly scenario: readonly string[];
  readonly control: readonly string[];
  /** Five seeds on each backend, and all controls. */
  readonly ci: boolean;
  /** Seconds. */
  readonly 'heal-within': string;
  readonly folder: string;
  say(line: string): void;
}

/** Runs what is asked for. @returns whether everything came out as it must */
export async function chaos(options: ChaosOptions): Promise<boolean> {
  const postgres = await startPostgres(options.folder);
  // Processes of services end with this one, and so does a Redis; a PostgreSQL would outlive it.
  const end = () => void postgres.stop().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const { ci, control, scenario } = options;
    const outcomes: boolean[] = [];
    if (ci || control.length + scenario.length === 0) outcomes.push(await runSeeds(options, postgres));
    if (scenario.length > 0) outcomes.push(await runScenarios(options, postgres));
    if (ci || control.length > 0) outcomes.push(await runControls(options, postgres));
    return outcomes.every(Boolean);
  } finally {
    await postgres.stop();
  }
}

async function runSeeds(options: ChaosOptions, postgres: PostgresProcess): Promise<boolean> {
  const { ci, folder, say } = options;
  const results: RunResult[] = [];
  for (const backend of backendsOf(options)) {
    for (const seed of ci ? CI_SEEDS : options.seed) {
      const forMs = ci ? CI_RUN_MS : Number(options.minutes) * MINUTE_MS;
      const result = await run({
        postgres,
        backend,
        seed: Number(seed),
        forMs,
        folder,
        healLimitMs: healLimitOf(options),
      });
      results.push(result);
      say(describeRun(result));
      if (!hasPassed(result)) say(describeFailure(result));
      else for (const surprise of result.surprises) say(`    ${surprise}`);
    }
  }
  say(`\n${summaryOf(results)}\n`);
  const thin = ci ? tooLittle(results, CI_LEAST) : [];
  for (const line of thin) say(line);
  return results.every(hasPassed) && thin.length === 0;
}

async function runScenarios(options: ChaosOptions, postgres: PostgresProcess): Promise<boolean> {
  const { folder, say } = options;
  let passed = true;
  for (const backend of backendsOf(options)) {
    for (const scenario of choose(scenarios, options.scenario, ({ name }) => name)) {
      const { counts, trouble } = scenario;
      const result = await run({
        postgres,
        backend,
        seed: 1,
        forMs: 0,
        folder,
        trouble,
        counts,
        healLimitMs: healLimitOf(options),
      });
      say(`${scenario.name}: ${describeRun(result)}`);
      if (!hasPassed(result)) say(describeFailure(result));
      passed &&= hasPassed(result);
    }
  }
  return passed;
}

/** A control has passed when the checker has found what it must find. */
async function runControls(options: ChaosOptions, postgres: PostgresProcess): Promise<boolean> {
  const { ci, folder, say } = options;
  let passed = true;
  const [backend = 'redis'] = backendsOf(options);
  const healLimitMs = healLimitOf(options);
  for (const { sabotage, shows, needsFaults } of choose(
    controls,
    ci ? ['all'] : options.control,
    (one) => one.sabotage,
  )) {
    const how = {
      postgres,
      backend,
      seed: CONTROL_SEED,
      forMs: CONTROL_MS,
      folder,
      sabotage,
      hasShown: (verdict: Verdict) => shows.some((kind) => CERTAIN.includes(kind) && countOf(verdict, kind) > 0),
      needsFaults,
      healLimitMs,
    };
    const result = await run(how);
    const noticed = shows.some((kind) => isCertain(kind, result) && countOf(result.verdict, kind) > 0);
    say(`${noticed ? '✓' : '✗'} with "${sabotage}" the checker says: ${wrongsOf(result.verdict, shows)}`);
    if (!noticed) say(describeFailure(result));
    passed &&= noticed;
  }
  return passed;
}

/** What is not there may yet come, as long as anything does. */
function isCertain(kind: Shown, { isMoving }: RunResult): boolean {
  return CERTAIN.includes(kind) || !isMoving;
}

type Shown = keyof Wrongs | 'deadlocks';
const CERTAIN: readonly Shown[] = ['twice', 'outOfOrder', 'unreal', 'deadlocks'];

function countOf({ wrongs, deadlocks }: Verdict, kind: Shown): number {
  return kind === 'deadlocks' ? deadlocks : wrongs[kind];
}

const healLimitOf = (options: ChaosOptions) => Number(options['heal-within']) * 1_000;

/** What else is wrong in a run that is ended as soon as it has shown is only not done yet. */
function wrongsOf(verdict: Verdict, kinds: readonly Shown[]): string {
  const found = kinds.filter((kind) => countOf(verdict, kind) > 0).map((kind) => `${countOf(verdict, kind)} ${kind}`);
  return found.length === 0 ? 'nothing' : found.join(', ');
}

function choose<T>(all: readonly T[], wanted: readonly string[], nameOf: (one: T) => string): readonly T[] {
  if (wanted.includes('all')) return all;
  return wanted.map((name) => {
    const found = all.find((one) => nameOf(one) === name);
    if (found !== undefined) return found;
    throw new Error(`There is no ${name}. There are: ${all.map(nameOf).join(', ')}.`);
  });
}

function backendsOf({ backend }: ChaosOptions): Backend[] {
  return backend.map((name) => {
    if (name === 'redis' || name === 'postgres') return name;
    throw new Error(`The backend is redis or postgres, not ${name}.`);
  });
}
