import { type EntityClass, LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';

/**
 * Loads rows under `SELECT … FOR UPDATE`, in the order of their ids, so that two transactions that want the same
 * rows never wait for each other in a circle. Must run in a transaction. Rows that are not there are left out.
 */
export async function loadLocked<T extends { id: string }>(
  em: SqlEntityManager,
  entity: EntityClass<T>,
  ids: readonly string[],
): Promise<T[]> {
  const identified: EntityClass<{ id: string }> = entity;
  const inOrder = [...new Set(ids)].sort();
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
  return (await em.find(identified, { id: { $in: inOrder } }, options)) as T[];
}
