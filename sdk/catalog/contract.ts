import { entity, money, oneOf, optional, text } from '@strata/basis-contract';

/** A product as others may rely on it. */
export const Product = entity('catalog.Product', 1, {
  sku: text(),
  name: text(),
  description: optional(text()),
  price: money(),
  status: oneOf('DRAFT', 'ACTIVE', 'RETIRED'),
});
