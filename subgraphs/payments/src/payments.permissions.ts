import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with payments. */
export const permissions = definePermissions({ 'payments:read': 'See payments' });
