import type { PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import type { Base } from '../parts.ts';
import type { Replica } from './replica.ts';

/** How often the processes that keep replicas say that they do. */
export const HOLD_EVERY_MS = 5_000;
/** Whoever has not said so for this long keeps them no longer. */
const ALIVE_SECONDS = 30;
/** A process that starts takes over what another deployment took over longer ago than this. */
const SETTLED_MINUTES = 10;

/**
 * Which deployment of a service keeps its replicas: a row has the fields of one deployment, so those of another may not
 * write it. All replicas of a process are held, or none, so that two deployments never wait for each other.
 */
export interface Hold {
  readonly isHeld: boolean;
  /**
   * Takes over what nobody else keeps. `starting`: also from a deployment that has had them for long, for then this one
   * is the newer.
   */
  keep(options?: { starting?: boolean }): Promise<boolean>;
  /** Leaves them to others at once. */
  release(): Promise<void>;
}

/** What makes a replica be filled from the beginning. */
export const ANEW = `generation = replica.generation + 1, state = 'filling', after = null, asked_at = null, rows_done = 0,
  rows_total = null, started_at = clock_timestamp(), progress_at = clock_timestamp(), ready_at = null`;

/** `onHold` is told each time that it changes, and the first time. */
export function createHold(
  { pool, logger }: Pick<Base, 'pool' | 'logger'>,
  replicas: readonly Replica[],
  onHold: (isHeld: boolean) => void,
): Hold {
  let held: boolean | undefined;
  const mine = [
    replicas.map(({ entity }) => entity),
    replicas.map(({ source }) => source),
    replicas.map(({ shape }) => shape),
  ];

  function become(now: boolean): void {
    if (held === now) return;
    if (!now) logger.warn('another deployment keeps the replicas, with other fields: it takes all messages in');
    else if (held === false)
      logger.info('the other deployment is gone: this one keeps the replicas and takes messages in');
    held = now;
    onHold(now);
  }

  return {
    get isHeld() {
      return held === true;
    },
    async keep({ starting = false } = {}) {
      const { now, taken } = await withTransaction(pool, (client) => keepAll(client, mine, starting));
      for (const entity of taken) logger.info({ entity }, 'a replica is to be filled');
      become(now);
      return now;
    },
    async release() {
      if (held !== true || replicas.length === 0) return;
      await pool.query(
        `update inbox.replica replica set alive_at = '-infinity'
         from unnest($1::text[], $2::text[], $3::text[]) mine (entity, source, shape)
         where replica.entity = mine.entity and replica.shape = mine.shape`,
        mine,
      );
    },
  };
}

interface Standing {
  entity: string;
  held: boolean;
  free: boolean;
}

async function keepAll(
  client: PoolClient,
  mine: readonly (readonly string[])[],
  starting: boolean,
): Promise<{ now: boolean; taken: string[] }> {
  await client.query("select pg_advisory_xact_lock(hashtextextended('strata replicas', 0))");
  if (starting) {
    await client.query(
      `delete from inbox.replica where entity <> all($1) and alive_at < clock_timestamp() - interval '${ALIVE_SECONDS} s'
         and shape_at < clock_timestamp() - interval '${SETTLED_MINUTES} min'`,
      [mine[0]],
    );
  }
  const { rows } = await client.query<Standing>(
    `select mine.entity, coalesce(replica.shape = mine.shape and replica.source = mine.source, false) as held,
       coalesce(replica.alive_at < clock_timestamp() - interval '${ALIVE_SECONDS} s'
         or ($4 and replica.shape_at < clock_timestamp() - interval '${SETTLED_MINUTES} min'), true) as free
     from unnest($1::text[], $2::text[], $3::text[]) mine (entity, source, shape)
       left join inbox.replica on replica.entity = mine.entity`,
    [...mine, starting],
  );
  const others = rows.filter(({ held }) => !held);
  if (others.some(({ free }) => !free)) return { now: false, taken: [] };
  if (others.length > 0) {
    await client.query(
      `insert into inbox.replica (entity, source, shape, shape_at)
         select entity, source, shape, clock_timestamp()
         from unnest($1::text[], $2::text[], $3::text[]) mine (entity, source, shape) order by entity
       on conflict (entity) do update
         set source = excluded.source, shape = excluded.shape, shape_at = excluded.shape_at, ${ANEW}
         where (replica.shape, replica.source) is distinct from (excluded.shape, excluded.source)`,
      [...mine],
    );
  }
  await client.query('update inbox.replica set alive_at = clock_timestamp() where entity = any($1)', [mine[0]]);
  return { now: true, taken: others.map(({ entity }) => entity) };
}
