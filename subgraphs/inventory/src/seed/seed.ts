import { demoId } from '@strata/basis-core';
import type { Seed } from '@strata/basis-subgraph';
import { Stock } from '../stock.entity.ts';
import { StockMovement } from '../stock-movement.entity.ts';
import { demoStock } from './stock.ts';

/** The day on which the demonstration warehouse was counted. */
const COUNTED_AT = new Date('2026-01-01T06:00:00Z');

/** The stock of the demonstration shop, and the movement that opened each ledger. What has stock already stays as it is. */
export const seed: Seed = async (em) => {
  const known = new Set((await em.find(Stock, {}, { fields: ['id'] })).map(({ id }) => id));
  const missing = demoStock.filter(({ productId }) => !known.has(productId));
  if (missing.length === 0) return;
  await em.insertMany(
    Stock,
    missing.map(({ productId, sku: _, ...stock }) => ({ id: productId, ...stock, reserved: 0, version: 1 })),
  );
  await em.insertMany(
    StockMovement,
    missing
      .filter(({ available }) => available > 0)
      .map(({ productId, sku, available }) => ({
        id: demoId('stock-movement', `${sku}:opening`),
        stock: productId,
        delta: available,
        reason: 'Opening stock',
        actorId: 'inventory',
        at: COUNTED_AT,
      })),
  );
};
