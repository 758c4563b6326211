import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { HostedSubgraph } from './host.ts';

/** A key of PostgreSQL's advisory locks that only seeding takes. */
const SEED_LOCK = 7_283_114_002;

/**
 * Runs the subgraph's seed unless it ran before; in one transaction with the note that it did, so that a kill in
 * between leaves nothing half-seeded.
 *
 * @returns whether it was run now
 */
export async function seedOnce({ definition, orm }: Pick<HostedSubgraph, 'definition' | 'orm'>): Promise<boolean> {
  const { seed } = definition;
  if (seed === undefined) return false;
  return orm.em.fork({ clear: true }).transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${SEED_LOCK})`);
    const [{ done } = { done: false }] = await em.execute<{ done: boolean }[]>(
      'select exists (select from strata.seed) as done',
    );
    if (done) return false;
    await seed(em as SqlEntityManager);
    await em.flush();
    await em.execute('insert into strata.seed default values');
    return true;
  });
}
