import { NotFoundError } from '@strata/basis-core';
import { can } from '@strata/basis-graph';
import { loadLocked } from '@strata/basis-storage';
import type { Unit } from '@strata/basis-subgraph';
import { Order } from './order.entity.ts';

/**
 * The order, locked until the command ends.
 *
 * @throws NotFoundError when there is none, or none for which the viewer holds the permission
 */
export async function loadOrderFor({ em, viewer }: Unit, permission: string, id: string): Promise<Order> {
  const [order] = await loadLocked(em, Order, [id]);
  if (order === undefined || !can(viewer, permission, order)) throw new NotFoundError('order', id);
  return order;
}
