import { StrataError } from '@strata/basis-core';
import type { SubgraphNames } from './names.ts';

const CUSTOMER = /^const CUSTOMER: readonly Grant\[\] = \[\n[\s\S]*?(?=^\];)/m;

/** The text of SSO's roles with what a customer may do with things of their own. */
export function withGrants(text: string, { nouns }: SubgraphNames): string {
  if (!CUSTOMER.test(text) || !text.includes('const VIEWER_ID =')) {
    throw new StrataError(
      'NO_PLACE',
      'subgraphs/sso/src/roles.ts has no list CUSTOMER of grants, or no VIEWER_ID.',
      500,
    );
  }
  const grants = `  { permission: '${nouns.kebab}:add' },
  { permission: '${nouns.kebab}:read', condition: { ownerId: { eq: VIEWER_ID } } },
`;
  return text.replace(CUSTOMER, (list) => list + grants);
}
