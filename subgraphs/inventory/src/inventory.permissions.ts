import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with stock. Every role of the shop window has `stock:read`. */
export const permissions = definePermissions({
  'stock:read': 'See how much there is of a product',
  'stock:adjust': 'Book pieces in and out of stock',
});
