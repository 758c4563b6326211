import type { Pool, PoolClient } from 'pg';
import { isBefore, PARTS, type Position, type Subscribed } from '../queue/wire.ts';

/** Where a part of a source stands here, and in which epoch of the source that means something. */
export interface Cursor {
  readonly epoch: string;
  readonly position: Position;
  /** Whether rows of a replica of this source and part could not be taken in and wait for a later version. */
  readonly mending: boolean;
}

interface CursorRow {
  epoch: string;
  tick: string;
  id: string;
  mending: boolean;
}

/** The lock waits for whoever takes in the envelope before: an update under a condition would return at once. */
const LOCK = {
  name: 'inbox lock cursor',
  text: `select epoch, tick, id,
      exists (select from inbox.dead_letter d
        where d.source = c.source and d.part = c.part and d.state = 'failed' and d.handler = 'absorber') as mending
    from inbox.cursor c where source = $1 and part = $2 for update`,
};

const MOVE = {
  name: 'inbox move cursor',
  text: 'update inbox.cursor set tick = $3, id = $4, at = clock_timestamp() where source = $1 and part = $2',
};

/** Begins a transaction and locks the cursor of a part, in one round trip if the connection allows. */
export async function beginAtCursor(client: PoolClient, source: string, part: number): Promise<Cursor | undefined> {
  const values = [source, part];
  const [, locked] = await together(client, [{ text: 'begin' }, { ...LOCK, values }]);
  return cursorOf(locked?.rows[0] as CursorRow | undefined);
}

/** Moves the locked cursor and commits, in one round trip if the connection allows. */
export async function commitAtCursor(
  client: PoolClient,
  { source, part }: { source: string; part: number },
  [tick, id]: Position,
): Promise<void> {
  await together(client, [{ ...MOVE, values: [source, part, tick, id] }, { text: 'commit' }]);
}

/** Reads a cursor once whoever holds it has let it go. */
export async function awaitCursor(db: Pool | PoolClient, source: string, part: number): Promise<Cursor | undefined> {
  const { rows } = await db.query<CursorRow>({ ...LOCK, values: [source, part] });
  return cursorOf(rows[0]);
}

function cursorOf(row: CursorRow | undefined): Cursor | undefined {
  return row && { epoch: row.epoch, position: [Number(row.tick), Number(row.id)], mending: row.mending };
}

interface Statement {
  name?: string;
  text: string;
  values?: unknown[];
}

/** All at once where the connection is in pipeline mode, else one after the other. Fails with the first that fails. */
async function together(client: PoolClient, statements: readonly Statement[]) {
  const results = [];
  if (!client.pipeline) {
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  }
  const outcomes = await Promise.allSettled(statements.map((statement) => client.query(statement)));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
    results.push(outcome.value);
  }
  return results;
}

/** What is known of a source: its epoch, the one before, and where each part stands. */
export interface KnownSource {
  readonly source: string;
  readonly epoch: string;
  /** Its epoch before, when it changed a short while ago. */
  readonly previous: string | null;
  readonly cursors: readonly (readonly [part: number, tick: number, id: number])[];
}

/** What is still under way of an epoch that is over is passed over for this long. */
const PREVIOUS_EPOCH_SECONDS = 600;

/** The sources that this service listens to, or the one that is asked for. */
export async function readSources(db: Pool | PoolClient, source: string | null = null): Promise<KnownSource[]> {
  const { rows } = await db.query<{
    source: string;
    epoch: string;
    previous: string | null;
    cursors: [number, number, number][] | null;
  }>({
    name: 'inbox read sources',
    text: `select s.source, s.epoch,
        case when s.at > clock_timestamp() - make_interval(secs => $2) then s.previous end as previous,
        (select json_agg(json_build_array(part, tick, id) order by part) from inbox.cursor c
          where c.source = s.source and c.epoch = s.epoch) as cursors
      from inbox.source s where $1::text is null or s.source = $1`,
    values: [source, PREVIOUS_EPOCH_SECONDS],
  });
  return rows.map((row) => ({ ...row, cursors: row.cursors ?? [] }));
}

/** Where a source says that its parts begin, or go on. */
export interface NewCursors {
  readonly source: string;
  readonly epoch: string;
  readonly cursors: readonly Position[];
  readonly continues?: Subscribed['continues'];
  readonly topics?: Subscribed['topics'];
  /** In the epoch that is known already, cursors that lie before these are moved to them; else they stay. */
  readonly forward: boolean;
}

/**
 * Sets the cursors of all parts of a source: in an epoch that is not known, to what is given, or, where it goes on with
 * the one that is known, to where both agree. @returns whether any was moved
 */
export async function setCursors(client: PoolClient, given: NewCursors): Promise<boolean> {
  const { source, epoch, cursors } = given;
  if (cursors.length !== PARTS) throw new RangeError(`${source} has ${PARTS} parts, not ${cursors.length}.`);
  // Its row is locked, so that two answers are not taken in at once; those of the parts, so that no envelope is.
  await client.query(
    `insert into inbox.source as s (source, epoch) values ($1, $2)
      on conflict (source) do update set epoch = excluded.epoch, previous = s.epoch, at = clock_timestamp()
        where s.epoch <> excluded.epoch`,
    [source, epoch],
  );
  if (given.topics !== undefined) {
    await client.query('update inbox.source set topics = $2 where source = $1 and topics is distinct from $2', [
      source,
      given.topics,
    ]);
  }
  const { rows } = await client.query<{ part: number; epoch: string; tick: string; id: string }>(
    'select part, epoch, tick, id from inbox.cursor where source = $1 order by part for update',
    [source],
  );
  const next = cursors.map((cursor, part) => {
    const held = rows.find((row) => row.part === part);
    return held === undefined ? cursor : nextCursor(given, part, held.epoch, [Number(held.tick), Number(held.id)]);
  });
  const { rowCount } = await client.query(
    `insert into inbox.cursor as c (source, part, epoch, tick, id)
      select $1, part - 1, $2, tick, id from unnest($3::bigint[], $4::bigint[]) with ordinality as g(tick, id, part)
      on conflict (source, part) do update set epoch = excluded.epoch, tick = excluded.tick, id = excluded.id,
          at = clock_timestamp()
        where (c.epoch, c.tick, c.id) <> (excluded.epoch, excluded.tick, excluded.id)`,
    [source, epoch, next.map(([tick]) => tick), next.map(([, id]) => id)],
  );
  return (rowCount ?? 0) > 0;
}

function nextCursor({ epoch, cursors, continues, forward }: NewCursors, part: number, known: string, at: Position) {
  const given = cursors[part] ?? at;
  if (known === epoch) return forward && isBefore(at, given) ? given : at;
  const shared = continues?.epoch === known ? continues.cursors[part] : undefined;
  if (shared === undefined) return given;
  return isBefore(at, shared) ? at : shared;
}
