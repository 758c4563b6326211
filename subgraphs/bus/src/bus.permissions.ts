import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with the messages of all services. */
export const permissions = definePermissions({
  'bus:read': 'See how messages, replicas and tasks of all services fare, but not what they say',
  'bus:operate': 'See what messages and tasks say; mend, replay and discard them; look after replicas and queues',
});
