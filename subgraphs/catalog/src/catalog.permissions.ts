import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with products. */
export const permissions = definePermissions({
  'products:read': 'See products',
  'products:write': 'Add and change products',
});
