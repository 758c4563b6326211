import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with payments egs. */
export const permissions = definePermissions({
  'payments-egs:read': 'See payments egs',
  'payments-egs:add': 'Add a payments eg',
});
