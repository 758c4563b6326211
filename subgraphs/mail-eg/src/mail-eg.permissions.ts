import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with mail egs. */
export const permissions = definePermissions({
  'mail-egs:read': 'See mail egs',
  'mail-egs:add': 'Add a mail eg',
});
