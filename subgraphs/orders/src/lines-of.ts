import type { ReadEntityManager } from '@strata/basis-subgraph';
import { OrderLine } from './order-line.entity.ts';

/** The lines of many orders, in one query. */
export async function linesOf(em: ReadEntityManager, orderIds: readonly string[]): Promise<OrderLine[][]> {
  const found = await em.find(OrderLine, { order: { $in: [...orderIds] } }, { orderBy: { position: 'asc' } });
  const byOrder = Map.groupBy(found, (line) => line.order.id);
  return orderIds.map((id) => byOrder.get(id) ?? []);
}
