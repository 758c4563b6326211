import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { HostedSubgraph } from './host.ts';

/** A key of PostgreSQL's advisory locks that only baselines take. */
const BASELINE_LOCK = 7_283_114_005;

/** Brings the rows up to date that the service cannot be without. Two processes that start at once take turns. */
export async function applyBaseline({ definition, orm }: Pick<HostedSubgraph, 'definition' | 'orm'>): Promise<void> {
  const { baseline } = definition;
  if (baseline === undefined) return;
  await orm.em.fork({ clear: true }).transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${BASELINE_LOCK})`);
    await baseline(em as SqlEntityManager);
    await em.flush();
  });
}
