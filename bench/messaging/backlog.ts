import { writeRate } from './speed.ts';
import type { Stage } from './stage.ts';

const POLL_MS = 5;
const LIMIT_MS = 900_000;
/** Into a round of writing: what was in flight then is gone. */
const WIPE_AFTER_MS = 1_900;
/** Rows of one transaction of the bench's own writer. */
const WRITE_SIZE = 10_000;

/** Messages that were written while the copy was away, taken in per second once it is back. */
export async function drainRate(stage: Stage, messages: number): Promise<number> {
  await stage.startCopy();
  await caughtUp(stage);
  await stage.stopCopy();
  await writeBacklog(stage, messages);
  const from = performance.now();
  await stage.startCopy();
  await caughtUp(stage);
  return (messages * 1_000) / (performance.now() - from);
}

/** As the trigger writes them: one message for each change, with the row's version, many things in turn. */
async function writeBacklog({ sourceDb }: Stage, messages: number): Promise<void> {
  await sourceDb.query('drop table if exists turn');
  await sourceDb.query(
    'create temp table turn as select row_number() over (order by id) - 1 as place, id, name, amount from thing',
  );
  await sourceDb.query('create unique index on turn (place)');
  await sourceDb.query('analyze turn');
  const { rows } = await sourceDb.query<{ things: string; newest: string }>(
    'select (select count(*) from turn) as things, coalesce(max(aggregate_version), 1) as newest from outbox.message',
  );
  const [things, newest] = [Number(rows[0]?.things), Number(rows[0]?.newest)];
  for (let written = 0; written < messages; written += WRITE_SIZE) {
    const size = Math.min(WRITE_SIZE, messages - written);
    await sourceDb.query(
      `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, aggregate_version, payload)
       select outbox.part_of(id), 'entity', 'source.Thing', 1, id, n, jsonb_build_object('name', name, 'amount', amount)
       from generate_series($1::bigint + 1, $1::bigint + $2::bigint) n join turn on place = n % $3::bigint`,
      [newest + written, size, things],
    );
  }
}

/** Until the copy has acknowledged all that the outbox holds for it. */
export async function caughtUp({ sourceDb, source }: Stage): Promise<void> {
  source.messaging?.wake();
  for (const from = performance.now(); performance.now() - from < LIMIT_MS; ) {
    const { rows } = await sourceDb.query<{ behind: boolean }>(BEHIND);
    if (rows[0]?.behind === false) return;
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
  throw new Error(`not caught up within ${LIMIT_MS} ms`);
}

const BEHIND = `
  select exists (select from outbox.stream where (ack_tick, ack_id) <> (end_tick, end_id))
    or exists (select from outbox.message where xid >= (select pg_snapshot_xmax(snapshot) from outbox.tick order by tick desc limit 1)) as behind`;

/** From the moment that the queue lost all that it held, in the middle of writing, until the copy has all again. */
export async function timeToHeal(stage: Stage): Promise<number> {
  const writing = writeRate(stage, 'thing');
  await new Promise((resume) => setTimeout(resume, WIPE_AFTER_MS));
  await stage.wipeQueue();
  await writing;
  const from = performance.now();
  await caughtUp(stage);
  return performance.now() - from;
}
