import { definePermissions } from '@strata/basis-graph';

/** What one may be allowed to do with __nouns-words__. */
export const permissions = definePermissions({
  '__nouns-kebab__:read': 'See __nouns-words__',
  '__nouns-kebab__:add': 'Add __a-noun__',
});
