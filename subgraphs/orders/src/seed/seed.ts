import type { UpsertManyOptions } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { demoId } from '@strata/basis-core';
import type { Seed } from '@strata/basis-subgraph';
import { Order } from '../order.entity.ts';
import { OrderStatus } from '../order.process.ts';
import { OrderLine } from '../order-line.entity.ts';
import { demoOrders, type SeedOrder } from './orders.ts';
import { demoProductNames } from './product-names.ts';

const SHOP_CURRENCY = 'EUR';
const DAY_MS = 86_400_000;
/** Rows of one statement at most: PostgreSQL takes 65,535 parameters. */
const BATCH_SIZE = 1_000;

/** The order history of the demonstration shop. What is there already stays as it is. */
export const seed: Seed = async (em: SqlEntityManager) => {
  await em.upsertMany(Order, demoOrders.map(orderRow), onlyMissing());
  await em.upsertMany(OrderLine, demoOrders.flatMap(lineRows), onlyMissing());
};

function onlyMissing<T extends { id: string }>(): UpsertManyOptions<T> {
  return { onConflictAction: 'ignore', onConflictFields: ['id'], batchSize: BATCH_SIZE };
}

function orderRow({ id, number, customerId, status, placedAt, deliveredAt, lines }: SeedOrder) {
  const delivered = deliveredAt === null ? null : new Date(deliveredAt);
  return {
    id,
    number,
    customerId,
    status: OrderStatus[status],
    totalMinor: BigInt(lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)),
    currency: SHOP_CURRENCY,
    placedAt: new Date(placedAt),
    shippedAt: delivered === null ? null : new Date(delivered.getTime() - DAY_MS),
    deliveredAt: delivered,
    cancelledAt: status === 'CANCELLED' ? new Date(placedAt) : null,
  };
}

function lineRows({ id, number, lines }: SeedOrder) {
  return lines.map(({ productId, sku, quantity, unitPriceMinor }, position) => ({
    id: demoId('order-line', `${number} ${sku}`),
    order: id,
    position,
    productId,
    productName: demoProductNames[sku] ?? sku,
    quantity,
    unitPriceMinor: BigInt(unitPriceMinor),
    currency: SHOP_CURRENCY,
  }));
}
