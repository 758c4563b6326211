import { definePermissions } from '@strata/basis-graph';

/** What SSO asks for. */
export const permissions = definePermissions({ 'users:read': 'See the e-mail addresses of people' });
