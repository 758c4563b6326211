import type { TaskContract } from '@strata/basis-contract';
import { withTransaction } from '../database.ts';
import { createLoop } from '../loop.ts';
import type { Absorber, Handler } from '../parts.ts';
import { createOutageLog } from '../telemetry/outage-log.ts';
import { taskAbsorbers } from './arrival.ts';
import type { AttemptEnd, TaskParts } from './attempt.ts';
import { createTaskOperators, type TaskOperators } from './operators.ts';
import { cancelAsking, createExpiry, type Expiry, OUTCOME_GRACE_MS, outcomeHandler } from './outcome.ts';
import { createTaskQueue } from './queue.ts';
import { createRequests, type Requests } from './request.ts';
import { sqlOf } from './rows.ts';
import { createTaskRunner } from './runner.ts';
import { createSchedules } from './schedule.ts';
import { type OutcomeDefinition, type ScheduleDefinition, type TaskDefinition, versionOf } from './task.ts';
import { endOverdue, lookAhead, purgeEnded, type TaskInterests } from './upkeep.ts';

/** How often it is looked for what was lost, what has expired, and what a schedule wants. */
const UPKEEP_EVERY_MS = 2_000;
const QUEUE_EVERY_MS = 60_000;
/** After tasks arrived: one of them may have a deadline before the next turn. */
const UPKEEP_SOON_MS = 250;
const PURGE_EVERY_MS = 60 * 60 * 1_000;

/** What this process did with tasks since it started. */
export interface TaskCounters {
  /** Askings that made a task; one under a key that has a task already makes none. */
  arrived: number;
  /** Attempts. */
  started: number;
  done: number;
  failed: number;
  expired: number;
  cancelled: number;
  /** Attempts after which the task waits for the next. */
  retried: number;
}

/** The tasks of a service, whatever process has them. */
export interface TaskStatus {
  readonly waiting: number;
  readonly running: number;
  /** How long the task has waited that has been due the longest; 0 when none is. */
  readonly oldestDueMs: number;
  /** Asked of others, and not settled. */
  readonly asked: number;
}

/** What tasks are made with: what this service carries out, awaits and repeats. */
export interface TasksOptions extends TaskParts {
  readonly definitions: readonly (TaskDefinition | OutcomeDefinition | ScheduleDefinition)[];
  /** How long a process may be silent until others take its tasks. Default 10 s. */
  readonly leaseMs?: number;
  /** How long after its deadline an asker still waits for an outcome. Default 10 s. */
  readonly outcomeGraceMs?: number;
  /** How long what runs at a stop may go on. Default 5 s. */
  readonly stopGraceMs?: number;
}

/** A service's tasks: those that it carries out for others, those that it asks of others, and those of its schedules. */
export interface Tasks extends TaskOperators, Pick<Requests, 'request'> {
  /** Take in tasks and cancellations that arrive. */
  readonly absorbers: readonly Absorber[];
  /** Take in the outcomes of what was asked for. */
  readonly handlers: readonly Handler[];
  readonly counters: Readonly<TaskCounters>;
  /** Attempts that this process makes now. */
  readonly running: number;
  start(): Promise<void>;
  /** Asks for an asking to be given up, in a transaction of its own. @returns false when it is settled already */
  cancelAsked(id: string): Promise<boolean>;
  status(): Promise<TaskStatus>;
  /** Waits for what runs, for a while; what has not ended then is left to other processes. */
  stop(): Promise<void>;
}

/**
 * The tasks of a service. Moments are compared by the clock of the database that a task's row is in: a deadline means
 * as much as the clocks of asker and asked agree.
 *
 * @throws TypeError when definitions contradict each other
 */
export function createTasks(options: TasksOptions): Tasks {
  const { pool } = options;
  const { carriedOut, outcomes, schedules } = sorted(options.definitions);
  const asked = askedOf(options.emitting.asks, outcomes);
  const requests = createRequests(options);
  const tookIn = (id: string) => requests.tookIn(id);
  const { outcomeGraceMs: graceMs = OUTCOME_GRACE_MS } = options;
  const expiry = createExpiry(options, { asked, definitions: outcomes, tookIn, graceMs });
  const asking = { asked: asked.map(({ name, version }) => versionOf(name, version)), graceMs };
  const works = createWorks(options, { carriedOut, schedules, expiry, asking });
  const look = () => void works.runner.look();

  return {
    absorbers: carriedOut.flatMap(({ task }) =>
      taskAbsorbers(task, {
        arrived: (count) => works.arrived(count),
        cancelled: () => {
          options.wake();
          look();
        },
      }),
    ),
    handlers: asked.map((task) => outcomeHandler(task, outcomes.get(versionOf(task.name, task.version)), tookIn)),
    counters: works.counters,
    get running() {
      return works.runner.running;
    },
    start: () => works.start(),
    request: (task, aggregate, input, how) => requests.request(task, aggregate, input, how),
    async cancelAsked(id) {
      const cancelled = await withTransaction(pool, (client) => cancelAsking(sqlOf(client), id));
      if (cancelled) options.wake();
      return cancelled;
    },
    ...createTaskOperators(options, carriedOut, { added: () => works.due.kick(), stopped: look }),
    status: () => statusOf(options),
    async stop() {
      await works.stopLooking();
      requests.stop();
      await works.runner.stop();
    },
  };
}

interface Works {
  readonly carriedOut: readonly TaskDefinition[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly expiry: Expiry;
  /** What others are asked for, and how long after its deadline. */
  readonly asking: Pick<TaskInterests, 'asked' | 'graceMs'>;
}

/** What keeps tasks going: the loops that find what is to be done, and the runner that does it. */
function createWorks(options: TasksOptions, { carriedOut, schedules, expiry, asking }: Works) {
  const { pool, leaseMs, stopGraceMs } = options;
  const counters: TaskCounters = { arrived: 0, started: 0, done: 0, failed: 0, expired: 0, cancelled: 0, retried: 0 };
  const pace = { everyMs: UPKEEP_EVERY_MS, outages: createOutageLog(options.logger) };
  const versions = carriedOut.map(({ task }) => versionOf(task.name, task.version));
  const queue = createTaskQueue(options, versions, () => runner.begin());
  // It is told when there is something to queue, and the upkeep looks too.
  const due = createLoop('the queue of tasks', { ...pace, everyMs: QUEUE_EVERY_MS }, () => queue.queueDue());
  const clocked = createSchedules(options, schedules, carriedOut, () => due.kick());

  const started = () => {
    counters.started += 1;
  };
  const ended = (end: AttemptEnd) => {
    if (end !== 'left') counters[end] += 1;
    if (end === 'retried' || end === 'left') due.kick();
  };
  const runner = createTaskRunner(options, carriedOut, {
    news: { started, ended },
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(stopGraceMs === undefined ? {} : { stopGraceMs }),
  });

  let purgeAt = performance.now();
  async function endThoseOverdue(): Promise<number | undefined> {
    const overdue = await endOverdue(pool);
    for (const end of overdue.ended) ended(end);
    if (overdue.ended.length > 0) options.wake();
    return overdue.nextMs;
  }

  const isNow = (ms: number | null) => ms !== null && ms <= 0;
  const interests = { versions, ...asking, schedules: schedules.map(({ name }) => name) };
  const upkeep = createLoop('the upkeep of tasks', pace, async () => {
    const found = await lookAhead(pool, interests);
    if (isNow(found.fresh)) due.kick();
    else if (found.fresh !== null) due.within(found.fresh);
    const pauses = [
      found.overdue ? await endThoseOverdue() : found.deadline,
      isNow(found.schedule) ? await clocked.fire() : found.schedule,
      isNow(found.expiry) ? await expiry.expire() : found.expiry,
      found.lost ? await queue.queueLost() : null,
    ];
    if (performance.now() >= purgeAt && !(await purgeEnded(pool))) purgeAt = performance.now() + PURGE_EVERY_MS;
    return Math.min(...pauses.map((pause) => pause ?? UPKEEP_EVERY_MS));
  });

  return {
    counters,
    runner,
    due,
    arrived(count: number) {
      counters.arrived += count;
      due.kick();
      upkeep.within(UPKEEP_SOON_MS);
      options.wake();
    },
    async start() {
      await clocked.agree();
      runner.start();
      due.kick();
      upkeep.kick();
    },
    stopLooking: () => Promise.all([due.stop(), upkeep.stop()]),
  };
}

async function statusOf({ pool }: TaskParts): Promise<TaskStatus> {
  const { rows } = await pool.query<TaskStatus>(
    `select count(*) filter (where state = 'waiting')::int as waiting,
       count(*) filter (where state = 'running')::int as running,
       coalesce(extract(epoch from now() - min(due_at) filter (where state = 'waiting' and due_at <= now())) * 1000, 0)
         ::float8 as "oldestDueMs",
       (select count(*) from outbox.asked where outcome is null)::int as asked
     from inbox.task where state in ('waiting', 'running')`,
  );
  return rows[0] ?? { waiting: 0, running: 0, oldestDueMs: 0, asked: 0 };
}

function sorted(definitions: TasksOptions['definitions']) {
  const carriedOut = definitions.filter((each) => each.kind === 'task');
  const awaited = definitions.filter((each) => each.kind === 'outcome');
  const schedules = definitions.filter((each) => each.kind === 'schedule');
  refuseTwice(
    'carried out',
    carriedOut.map(({ task }) => versionOf(task.name, task.version)),
  );
  refuseTwice(
    'awaited',
    awaited.map(({ task }) => versionOf(task.name, task.version)),
  );
  const outcomes = new Map(awaited.map((each) => [versionOf(each.task.name, each.task.version), each]));
  return { carriedOut, outcomes, schedules };
}

/** What it asks for, and what it asked for once: an outcome may come after the deploy that ended the asking. */
function askedOf(asks: readonly TaskContract[], outcomes: ReadonlyMap<string, OutcomeDefinition>): TaskContract[] {
  const tasks = [...asks, ...[...outcomes.values()].map(({ task }) => task)];
  return [...new Map(tasks.map((task) => [versionOf(task.name, task.version), task])).values()];
}

function refuseTwice(what: string, versions: readonly string[]): void {
  const twice = versions.find((each, index) => versions.indexOf(each) < index);
  if (twice !== undefined) throw new TypeError(`The task ${twice} is ${what} twice.`);
}
