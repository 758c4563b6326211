import { createHash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';

/**
 * Runs the SQL that makes a schema of the platform, unless it is what was run last: even `create index if not exists`
 * waits for whoever writes to the table, and makes others wait behind it.
 *
 * @param em inside a transaction that holds off other starts
 */
export async function prepareSchema(em: Pick<SqlEntityManager, 'execute'>, schema: string, sql: string): Promise<void> {
  const digest = createHash('sha256').update(sql).digest('hex');
  const [found] = await em.execute<{ digest: string | null }[]>(
    `select obj_description(to_regnamespace('${schema}'), 'pg_namespace') as digest`,
  );
  if (found?.digest === digest) return;
  await em.execute(sql);
  await em.execute(`comment on schema ${schema} is '${digest}'`);
}
