import type { Seed } from '@strata/basis-subgraph';
import { Category } from '../category.entity.ts';
import { Product, ProductStatus } from '../product.entity.ts';
import { demoCategories, demoProducts } from './products.ts';

/** The shelves and products of the demonstration shop. */
export const seed: Seed = async (em) => {
  const ids = new Map(demoCategories.map(({ slug, id }) => [slug, id]));
  await em.upsertMany(Category, [...demoCategories], { onConflictAction: 'ignore' });
  const products = demoProducts.map(({ category, status, ...product }, index) => ({
    ...product,
    status: ProductStatus[status],
    priceMinor: BigInt(product.priceMinor),
    category: ids.get(category) ?? null,
    createdAt: new Date(Date.UTC(2026, 0, 1 + index)),
    version: 1,
  }));
  await em.upsertMany(Product, products, { onConflictAction: 'ignore' });
};
