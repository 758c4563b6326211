import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with reviews. To read them takes no permission. */
export const permissions = definePermissions({
  'reviews:write': 'Review what one has received',
});
