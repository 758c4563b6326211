import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { OrderReplica } from './order.replica.ts';

/** Whether a customer received a product: whether an order of theirs that was delivered has it. */
export async function hasReceived(em: SqlEntityManager, customerId: string, productId: string): Promise<boolean> {
  const lines = { $contains: [{ productId }] };
  return (await em.count(OrderReplica, { customerId, status: 'DELIVERED', lines: lines as never })) > 0; // never: MikroORM types containment for arrays of columns, not for JSON
}
