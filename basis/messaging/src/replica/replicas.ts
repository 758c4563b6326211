import { ConflictError, NotFoundError } from '@strata/basis-core';
import type { Absorber, Base } from '../parts.ts';
import type { ControlMessage } from '../queue/wire.ts';
import { createAnswers } from './answers.ts';
import { type CheckOptions, type CheckResult, checkReplica, notReady } from './check.ts';
import { EXPORT_ROWS } from './export.ts';
import { ASK_AGAIN_AFTER_MS, createFills, type Fills } from './fill.ts';
import { createHold, HOLD_EVERY_MS, type Hold } from './hold.ts';
import { absorberOf, type Replica } from './replica.ts';
import { quoted } from './sql.ts';

/** How often fills whose chunk did not come are looked for. */
const TURN_MS = 1_000;
/** How often the progress of a check is written down. */
const PROGRESS_EVERY_MS = 500;

/** How it stands with a replica. */
export interface ReplicaStatus {
  readonly entity: string;
  readonly source: string;
  readonly table: string;
  readonly generation: number;
  readonly state: 'filling' | 'ready';
  /** Rows that the fill brought so far, and how many there are about. */
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly startedAt: Date;
  readonly readyAt: Date | null;
  /** The end of the last check, and what it found; while one runs, how far it is. */
  readonly checkedAt: Date | null;
  readonly check: (CheckResult & { running: boolean }) | null;
}

/** Copies of other services' entities that this service keeps. */
export interface Replicas {
  /** What takes their live changes in. */
  readonly absorbers: readonly Absorber[];
  /** The topics to subscribe to, by source. */
  readonly topics: ReadonlyMap<string, readonly string[]>;
  /** Brings `inbox.replica` up to date; to be called before any message is taken in. */
  start(): Promise<void>;
  /** Whether this process keeps them: another deployment may, with other fields, and then takes all messages in. */
  readonly isHeld: boolean;
  /** The source has noted the subscription: replicas that are not filled go on. */
  subscribed(source: string): Promise<void>;
  /** Whether it was a message for replicas. */
  handle(message: ControlMessage): Promise<boolean>;
  status(): Promise<ReplicaStatus[]>;
  /**
   * Compares a replica with its source and puts right what differs, while changes go on.
   *
   * @throws NotFoundError; StrataError `REPLICA_NOT_READY`, `REPLICA_SOURCE_SILENT`; ConflictError when one runs here
   */
  check(entity: string, options?: CheckOptions): Promise<CheckResult>;
  /** Fills a replica anew; its rows serve until they are replaced. @throws NotFoundError */
  rebuild(entity: string): Promise<void>;
  /** The source is not what it was: all that is kept of it is filled anew. */
  reset(source: string): Promise<void>;
  /** Forgets a row, as when a person is erased at its source. @returns how many rows went */
  erase(entity: string, id: string): Promise<number>;
  stop(): Promise<void>;
}

/** What the replicas of a service are made with. */
export interface ReplicasOptions extends Base {
  readonly replicas: readonly Replica[];
  /** How long a chunk is waited for. Default 2 s. */
  readonly askAgainAfterMs?: number;
  /** Rows of one chunk at most. */
  readonly chunkRows?: number;
  /** Told when `isHeld` changes. */
  onHold?(isHeld: boolean): void;
  /** Told after each commit of rows, changed or fetched. */
  onRows?(): void;
}

/** Keeps a service's replicas: fills them, and checks them. Their live changes come through the absorbers. */
export function createReplicas(options: ReplicasOptions): Replicas {
  const { replicas, askAgainAfterMs = ASK_AGAIN_AFTER_MS, chunkRows = EXPORT_ROWS, onHold, ...base } = options;
  const onRows = () => options.onRows?.();
  const byEntity = new Map(replicas.map((replica) => [replica.entity, replica]));
  const hold = createHold(base, replicas, (isHeld) => onHold?.(isHeld));
  const isHeld = () => hold.isHeld;
  const fills = createFills({ base, replicas: byEntity, askAgainAfterMs, chunkRows, isHeld, onRows });
  const answers = createAnswers(base, { askAgainAfterMs });
  const turns = createTurns(base, fills, hold);
  const checks = createChecks({ base, answers, isHeld, find: (entity) => replicaOf(byEntity, entity) });

  return {
    absorbers: replicas.map((replica) => ({ ...absorberOf(replica), absorbed: onRows })),
    topics: new Map(
      [...Map.groupBy(replicas, ({ source }) => source)].map(([source, of]) => [
        source,
        of.map(({ entity }) => entity),
      ]),
    ),
    async start() {
      await hold.keep({ starting: true });
      if (replicas.length > 0) turns.start();
    },
    get isHeld() {
      return hold.isHeld;
    },
    async subscribed(source) {
      turns.quicken();
      await fills.ask({ source, atOnce: true });
    },
    async handle(message) {
      if (message.kind === 'checksums') await answers.deliver(`checksums ${message.check} ${message.after}`, message);
      else if (message.kind !== 'exported') return false;
      else if (message.check === undefined) await fills.take(message, turns.signal);
      else await answers.deliver(`exported ${message.check} ${message.after}`, message);
      return true;
    },
    status: () => readStatus(base, byEntity),
    check: (entity, checkOptions = {}) => checks.run(entity, checkOptions),
    async rebuild(entity) {
      replicaOf(byEntity, entity);
      await fills.renew({ entity }, 'rebuild');
      turns.quicken();
      await fills.ask({ entity });
    },
    async reset(source) {
      await fills.renew({ source }, 'the source was restored');
      turns.quicken();
      await fills.ask({ source });
    },
    async erase(entity, id) {
      const { table } = replicaOf(byEntity, entity);
      return (await base.pool.query(`delete from ${quoted(table)} where id = $1`, [id])).rowCount ?? 0;
    },
    async stop() {
      answers.stop();
      await turns.stop();
      const failed = (error: unknown) => base.logger.debug({ err: error }, 'replicas could not be let go');
      await hold.release().catch(failed);
    },
  };
}

function replicaOf(byEntity: ReadonlyMap<string, Replica>, entity: string): Replica {
  const replica = byEntity.get(entity);
  if (replica === undefined) throw new NotFoundError('replica', entity);
  return replica;
}

/** Looks after fills whose chunk did not come, every so often. */
function createTurns(base: Base, fills: Fills, hold: Hold) {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> | undefined;
  let heldAt = performance.now();
  let isFilling = true;
  const takeOne = async () => {
    if (performance.now() - heldAt >= HOLD_EVERY_MS) {
      await hold.keep();
      heldAt = performance.now();
      isFilling = true; // for all that is known: another process may have begun it, and died
    }
    if (!isFilling) return;
    isFilling = false;
    isFilling = (await fills.ask()) || isFilling;
  };
  const take = () => {
    turn ??= takeOne()
      .catch((error: unknown) => base.logger.warn({ err: error }, 'could not look after replicas; trying again soon'))
      .finally(() => {
        turn = undefined;
      });
  };
  return {
    signal: ending.signal,
    /** Something is to be filled. */
    quicken() {
      isFilling = true;
    },
    start() {
      timer = setInterval(take, TURN_MS);
    },
    async stop() {
      clearInterval(timer);
      ending.abort();
      await turn;
    },
  };
}

/** One check of a replica at a time in a process; two in two processes would only do the work twice. */
function createChecks(parts: {
  base: Base;
  answers: ReturnType<typeof createAnswers>;
  isHeld(): boolean;
  find(entity: string): Replica;
}) {
  const { base, answers, isHeld, find } = parts;
  const running = new Set<string>();

  async function run(entity: string, options: CheckOptions): Promise<CheckResult> {
    const replica = find(entity);
    if (running.has(entity)) throw new ConflictError(`A check of ${entity} is running.`);
    running.add(entity);
    try {
      const { rows } = await base.pool.query<{ state: string }>('select state from inbox.replica where entity = $1', [
        entity,
      ]);
      if (rows[0]?.state !== 'ready' || !isHeld()) throw notReady(entity);
      let written = performance.now();
      let writing = Promise.resolve();
      const result = await checkReplica(
        { base, answers, replica },
        {
          ...options,
          onProgress(soFar) {
            options.onProgress?.(soFar);
            if (performance.now() - written < PROGRESS_EVERY_MS) return;
            written = performance.now();
            writing = writeResult(base, entity, soFar, true).catch(() => undefined); // progress is a courtesy
          },
        },
      );
      await writing;
      await writeResult(base, entity, result, false);
      return result;
    } finally {
      running.delete(entity);
    }
  }
  return { run };
}

async function writeResult(base: Base, entity: string, result: CheckResult, isRunning: boolean): Promise<void> {
  await base.pool.query(
    `update inbox.replica set check_result = $2, checked_at = case when $3 then checked_at else clock_timestamp() end
     where entity = $1`,
    [entity, JSON.stringify({ ...result, running: isRunning }), isRunning],
  );
}

async function readStatus({ pool }: Base, byEntity: ReadonlyMap<string, Replica>): Promise<ReplicaStatus[]> {
  const { rows } = await pool.query('select * from inbox.replica where entity = any($1) order by entity', [
    [...byEntity.keys()],
  ]);
  return rows.map((row) => ({
    entity: row.entity,
    source: row.source,
    table: byEntity.get(row.entity)?.table ?? '',
    generation: row.generation,
    state: row.state,
    rowsDone: Number(row.rows_done),
    rowsTotal: row.rows_total === null ? null : Number(row.rows_total),
    startedAt: row.started_at,
    readyAt: row.ready_at,
    checkedAt: row.checked_at,
    check: row.check_result,
  }));
}
