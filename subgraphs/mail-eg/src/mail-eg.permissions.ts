import { definePermissions } from '@strata/basis-graph';

/** What mail-eg asks for. */
export const permissions = definePermissions({ 'platform:operate': 'Operate the platform' });
