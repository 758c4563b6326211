import { NotFoundError } from '@strata/basis-core';
import { moneyOf } from '@strata/basis-graph';
import { loadLocked } from '@strata/basis-storage';
import { command } from '@strata/basis-subgraph';
import { Category } from './category.entity.ts';
import { Product, type ProductDetails } from './product.entity.ts';
import type { UpdateProductInput } from './product.inputs.ts';

/** Changes what is given of a product, in sight of its newest version. */
export const updateProduct = command(async ({ em }, input: UpdateProductInput) => {
  const [product] = await loadLocked(em, Product, [input.id]);
  if (product === undefined) throw new NotFoundError('product', input.id);
  if (input.version != null) product.expectVersion(input.version);
  const changes: Partial<ProductDetails> = {};
  if (input.name != null) changes.name = input.name;
  if (input.description !== undefined) changes.description = input.description;
  if (input.price != null) changes.price = moneyOf(input.price, 'input.price');
  if (input.status != null) changes.status = input.status;
  if (input.categoryId !== undefined) {
    changes.category = input.categoryId === null ? null : await em.findOneOrFail(Category, input.categoryId);
  }
  product.describe(changes);
  await em.flush();
  return { product };
});
