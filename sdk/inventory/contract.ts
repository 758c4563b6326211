import { entity, whole } from '@strata/basis-contract';

/** What is in stock of a product; its id is the product's. */
export const Stock = entity('inventory.Stock', 1, { available: whole(), reserved: whole() });
