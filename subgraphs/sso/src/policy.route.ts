import { NotFoundError } from '@strata/basis-core';
import type { Route } from '@strata/basis-subgraph';
import { PolicyDocument } from './policy-document.entity.ts';

const HASH = /^[0-9a-f]{64}$/;

/** The policy that a viewer token names. It never changes, so it may be cached for ever. */
export const policyRoute: Route = {
  method: 'GET',
  path: '/internal/policies/:hash',
  access: 'internal',
  async handle(_request, context) {
    const { hash = '' } = context.params;
    const document = HASH.test(hash) ? await context.em.findOne(PolicyDocument, { hash }) : null;
    if (document === null) throw new NotFoundError('policy');
    const headers = { 'cache-control': 'private, max-age=31536000, immutable' };
    return Response.json({ hash, grants: document.grants }, { headers });
  },
};
