import type { PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import type { ExportedRows, ExportRows } from '../queue/wire.ts';
import { ANEW } from './hold.ts';
import type { Replica } from './replica.ts';
import { fillSql, quoted } from './sql.ts';

/** A chunk that did not come after this long is asked for again. */
export const ASK_AGAIN_AFTER_MS = 2_000;
/** A fill rests after each chunk for as long as the chunk took, so that it takes half of a database at most; not longer than this. */
const MAX_REST_MS = 1_000;
/** How often the same question may wait in a source's queue: one that is stuck with a process that died blocks no other. */
const EQUAL_QUESTIONS = 4;

/** Fills replicas from their sources, chunk by chunk; all that it knows is in `inbox.replica`. */
export interface Fills {
  /**
   * Asks for the next chunk of each replica that is being filled, where none is under way.
   * @returns whether any is being filled
   */
  ask(which?: { source?: string; entity?: string; atOnce?: boolean }): Promise<boolean>;
  /** Takes a chunk in, and asks for the next. A chunk that was not waited for changes nothing. */
  take(message: ExportedRows, signal?: AbortSignal): Promise<void>;
  /** Starts a new generation; the rows of the old one serve until they are replaced. */
  renew(which: { source?: string; entity?: string }, reason: string): Promise<number>;
}

/** What is asked for next, of a replica that is being filled. */
interface Wanted {
  entity: string;
  source: string;
  generation: number;
  after: string | null;
}

/** What the fills of a service work on. */
export interface FillParts {
  readonly base: Base;
  readonly replicas: ReadonlyMap<string, Replica>;
  readonly askAgainAfterMs: number;
  /** Rows of one chunk. */
  readonly chunkRows: number;
  /** Whether this process is one that fills them. */
  isHeld(): boolean;
  /** Told after each commit of a chunk. */
  onRows(): void;
}

/** Several processes of a service may all drive its fills: the rows of `inbox.replica` are what they agree by. */
export function createFills(parts: FillParts): Fills {
  const { base, replicas } = parts;
  return {
    ask: (which = {}) => ask(parts, which),
    renew: (which, reason) => renew(parts, which, reason),
    async take(message, signal) {
      const replica = replicas.get(message.entity);
      if (replica === undefined || replica.source !== message.source) return;
      const began = performance.now();
      const outcome = await withTransaction(base.pool, (client) => takeChunk(client, replica, message));
      if (outcome !== 'not waited for') parts.onRows();
      if (outcome === 'ready')
        base.logger.info({ entity: replica.entity, generation: message.generation }, 'a replica is filled');
      if (outcome !== 'more') return;
      await rest(Math.min(performance.now() - began, MAX_REST_MS), signal);
      if (signal?.aborted !== true) await ask(parts, { entity: replica.entity, atOnce: true });
    },
  };
}

async function renew(
  { base }: FillParts,
  { source, entity }: { source?: string; entity?: string },
  reason: string,
): Promise<number> {
  const renewed = await base.pool.query(
    `update inbox.replica replica set ${ANEW} where ($1::text is null or source = $1) and ($2::text is null or entity = $2)`,
    [source ?? null, entity ?? null],
  );
  base.logger.info({ source, entity, reason }, 'replicas are filled anew');
  return renewed.rowCount ?? 0;
}

/** Whoever marks a replica as asked for sends the question. When that is lost, the mark grows old and another asks. */
async function ask(
  { base, replicas, askAgainAfterMs, chunkRows, isHeld }: FillParts,
  { source, entity, atOnce = false }: { source?: string; entity?: string; atOnce?: boolean },
): Promise<boolean> {
  if (!isHeld()) return false;
  const { rows } = await base.pool.query<Wanted | { entity: null }>({
    name: 'replicas ask',
    text: `with chosen as (
         select entity from inbox.replica where state = 'filling'
           and ($1::text is null or source = $1) and ($2::text is null or entity = $2)
           and ($3 or asked_at is null or asked_at < clock_timestamp() - make_interval(secs => $4::float8 / 1000))
         for update skip locked
       ), asked as (
         update inbox.replica replica set asked_at = clock_timestamp() from chosen where replica.entity = chosen.entity
         returning replica.entity, replica.source, replica.generation, replica.after
       )
       select asked.* from (select from inbox.replica where state = 'filling' limit 1) filling left join asked on true`,
    values: [source ?? null, entity ?? null, atOnce, askAgainAfterMs],
  });
  const wanted = rows.filter((row) => row.entity !== null);
  const questions = wanted.map(({ source: owner, ...row }): [string, ExportRows] => {
    const schemaVersion = replicas.get(row.entity)?.schemaVersion ?? 0;
    return [owner, { kind: 'export', consumer: base.service, schemaVersion, limit: chunkRows, ...row }];
  });
  await Promise.all(questions.map(([owner, question]) => send(base, owner, question)));
  return rows.length > 0;
}

async function send(base: Base, source: string, data: ExportRows): Promise<void> {
  try {
    await base.transport.send(controlQueue(source), [{ id: idOf(data), data }]);
  } catch (error) {
    base.logger.debug({ err: error, entity: data.entity }, 'could not ask for rows; asking again soon');
  }
}

/** A source that is away finds a question a few times in its queue, and not once for each time that it was asked. */
function idOf({ consumer, entity, generation, after }: ExportRows): string {
  return `export-${consumer}-${entity}-${generation}-${after ?? 'first'}-${Math.floor(Math.random() * EQUAL_QUESTIONS)}`;
}

/** The row of `inbox.replica` is locked first: of a chunk that arrives twice, the second finds itself taken in. */
async function takeChunk(
  client: PoolClient,
  replica: Replica,
  message: ExportedRows,
): Promise<'ready' | 'more' | 'not waited for'> {
  const { entity, generation, after, next } = message;
  const waiting = await client.query(
    `select from inbox.replica where entity = $1 and state = 'filling' and generation = $2
     and after is not distinct from $3::uuid and shape = $4 for update`,
    [entity, generation, after, replica.shape],
  );
  if (waiting.rowCount === 0) return 'not waited for';
  await client.query({ name: `fill ${entity}`, text: fillSql(replica), values: [message.rows, generation] });
  await client.query(
    `update inbox.replica set after = $2::uuid, asked_at = clock_timestamp(), progress_at = clock_timestamp(),
       rows_done = rows_done + $3, rows_total = coalesce($4, rows_total) where entity = $1`,
    [entity, next ?? after, message.count, message.total],
  );
  if (next !== null) return 'more';
  await client.query(`delete from ${quoted(replica.table)} where generation < $1`, [generation]);
  await client.query(
    "update inbox.replica set state = 'ready', ready_at = clock_timestamp(), rows_total = rows_done where entity = $1",
    [entity],
  );
  return 'ready';
}

function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resume) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resume();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
