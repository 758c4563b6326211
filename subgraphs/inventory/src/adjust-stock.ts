import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { ForbiddenError, NotFoundError } from '@strata/basis-core';
import { can } from '@strata/basis-graph';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { OutOfStockError } from './out-of-stock-error.ts';
import { ProductReplica } from './product.replica.ts';
import { Stock } from './stock.entity.ts';
import type { AdjustStockInput } from './stock.inputs.ts';
import { StockMovement } from './stock-movement.entity.ts';

/** Books pieces of a product in or out, and the movement that says why. */
export const adjustStock = command(async ({ em, viewer, now }, { productId, delta, reason }: AdjustStockInput) => {
  const stock = await lockedStock(em, productId, delta);
  if (!can(viewer, 'stock:adjust', stock)) throw new ForbiddenError();
  em.persist(StockMovement.book(stock, { delta, reason, actorId: String(viewer.id) }, now));
  await em.flush();
  return { stock };
});

/**
 * The product's row, under a lock; the first pieces that come of a product make it.
 *
 * @throws NotFoundError when there is no such product
 */
async function lockedStock(em: SqlEntityManager, productId: string, delta: number): Promise<Stock> {
  const [known] = await loadLocked(em, Stock, [productId]);
  if (known !== undefined) return known;
  if ((await em.count(ProductReplica, { id: productId })) === 0) throw new NotFoundError('product', productId);
  if (delta < 0) throw new OutOfStockError(productId, 0);
  const empty = { id: productId, available: 0, reserved: 0, reorderPoint: 0, reorderQuantity: 0, version: 1 };
  const insert = em.createQueryBuilder(Stock).insert(empty); // raw access: two first deliveries at once make one row
  await insert.onConflict('id').ignore().execute('run');
  const [made] = await loadLocked(em, Stock, [productId]);
  if (made === undefined) throw new Error('A row that was made in this transaction is not there.');
  return made;
}
