import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with buses. */
export const permissions = definePermissions({
  'buses:read': 'See buses',
  'buses:add': 'Add a bus',
});
