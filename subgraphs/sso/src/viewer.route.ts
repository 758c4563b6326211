import { isId, z } from '@strata/basis-core';
import type { Route } from '@strata/basis-subgraph';
import { fetchViewer } from './fetch-viewer.ts';
import { jsonBody } from './json-body.ts';
import { MAX_SCOPES } from './token-request.ts';

const viewerRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['user', 'client']),
    subject: z.string().refine(isId, 'not a UUID'),
    scopes: z.array(z.string()).max(MAX_SCOPES).nullish(),
  }),
  z.object({ kind: z.literal('anonymous'), subject: z.null().optional() }),
]);

/** Who a token's subject is now, and what they may do: for a gateway. The policy stands beside the viewer. */
export const viewerRoute: Route = {
  method: 'POST',
  path: '/internal/viewer',
  access: 'internal',
  async handle(request, { run }) {
    const wanted = await jsonBody(request, viewerRequest);
    const subject =
      wanted.kind === 'anonymous' ? { kind: wanted.kind } : { ...wanted, scopes: wanted.scopes ?? undefined };
    const { policy, ...viewer } = await run(fetchViewer, subject);
    return Response.json({ viewer, policy });
  },
};
