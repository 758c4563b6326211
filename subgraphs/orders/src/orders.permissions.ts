import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with orders. */
export const permissions = definePermissions({
  'orders:place': 'Place an order in one’s own name',
  'orders:read': 'See orders',
  'orders:cancel': 'Cancel orders',
  'orders:ship': 'Hand orders over to the carrier',
  'orders:deliver': 'Note that orders were delivered',
});
