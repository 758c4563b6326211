import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do here. */
export const permissions = definePermissions({
  'platform:operate': 'Look after the platform: its services, its messages, what they asked of the outside',
});
