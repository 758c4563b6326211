import { LockMode } from '@mikro-orm/core';
import { median, percentile } from '../measure.ts';
import { SilentThing, type Stage, Thing } from './stage.ts';

const HOPS = 300;
const WRITERS = 8;
const ROUND_MS = 2_000;
const ROUNDS = 5;

/** From the commit of a command until the copy shows it, one after the other. */
export async function hops(stage: Stage): Promise<{ p50: number; p99: number }> {
  const { rows } = await stage.sourceDb.query<{ id: string }>('select id from thing limit 50');
  const spent: number[] = [];
  for (let n = 0; n < HOPS; n += 1) {
    const id = rows[n % rows.length]?.id ?? '';
    const version = await change(stage, 'thing', id);
    const from = performance.now();
    while (!(await shows(stage, id, version))) await new Promise(setImmediate);
    spent.push(performance.now() - from);
  }
  return { p50: median(spent), p99: percentile(spent, 0.99) };
}

/** Commits per second of writers that change one thing each, with and without an outbox, in turn: the middle ratio. */
export async function outboxCost(stage: Stage): Promise<{ ratio: number; perSecond: number }> {
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await writeRate(stage, 'silent_thing');
    const withOutbox = await writeRate(stage, 'thing');
    ratios.push(withOutbox / without);
    rates.push(withOutbox);
  }
  return { ratio: median(ratios), perSecond: median(rates) };
}

/** Commits per second of writers, in one round. */
export async function writeRate(stage: Stage, table: 'thing' | 'silent_thing'): Promise<number> {
  const { rows } = await stage.sourceDb.query<{ id: string }>(`select id from ${table} order by id limit 400`);
  const until = performance.now() + ROUND_MS;
  let commits = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = writer; performance.now() < until; n += WRITERS) {
        await change(stage, table, rows[n % rows.length]?.id ?? '');
        commits += 1;
      }
    }),
  );
  return (commits * 1_000) / ROUND_MS;
}

/** One change of one row, as a command makes it: loaded, changed, flushed, committed. */
async function change({ source }: Stage, table: 'thing' | 'silent_thing', id: string): Promise<number> {
  const type = table === 'thing' ? Thing : SilentThing;
  const version = await source.orm.em.fork({ clear: true }).transactional(
    async (em) => {
      const thing = await em.findOneOrFail(type, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      thing.amount += 1;
      await em.flush();
      return thing.version;
    },
    { clear: true },
  );
  if (table === 'thing') source.messaging?.wake();
  return version;
}

async function shows({ copyDb }: Stage, id: string, version: number): Promise<boolean> {
  const { rows } = await copyDb.query<{ version: string }>({
    name: 'shows',
    text: 'select version from thing_copy where id = $1',
    values: [id],
  });
  return Number(rows[0]?.version) >= version;
}
