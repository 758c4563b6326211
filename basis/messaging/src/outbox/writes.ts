import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Write } from '@strata/basis-core';

/**
 * What a transaction writes of the rows that its service publishes, however it does: the last that is asked of it, for
 * what is changed later is not in it. Known before the commit, so it can be kept with what was done.
 */
export async function writesOf(em: SqlEntityManager): Promise<Write[]> {
  await em.flush();
  const [row] = await em.execute<{ writes: Write[] | null }[]>('select outbox.writes() as writes');
  return row?.writes ?? [];
}
