import { moneyOf } from '@strata/basis-graph';
import { command } from '@strata/basis-subgraph';
import { Category } from './category.entity.ts';
import { Product } from './product.entity.ts';
import type { CreateProductInput } from './product.inputs.ts';

/** Adds a product to the catalogue. A sku that is taken is a `CONFLICT`. */
export const createProduct = command(async ({ em, now }, input: CreateProductInput) => {
  const category = input.categoryId ? await em.findOneOrFail(Category, input.categoryId) : null;
  const product = Product.of(
    {
      sku: input.sku,
      name: input.name,
      description: input.description ?? null,
      price: moneyOf(input.price, 'input.price'),
      status: input.status,
      category,
    },
    now,
  );
  em.persist(product);
  await em.flush();
  return { product };
});
