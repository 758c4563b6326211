import type { Route } from '@strata/basis-subgraph';
import { MAX_TOKEN_SECONDS } from './access-token.ts';
import { activeSigningKey } from './active-signing-key.ts';
import { SigningKey } from './signing-key.entity.ts';
import { ssoSettings } from './sso-settings.ts';

/** A verifier that meets an unknown key asks again at once, so this bounds only how long a retired key lingers. */
const CACHE_SECONDS = 300;
const HEADERS = { 'cache-control': `public, max-age=${CACHE_SECONDS}` };

/** The keys that access tokens are verified with: the active one, and retired ones whose last tokens may still live. */
export const jwksRoute: Route = {
  method: 'GET',
  path: '/sso/.well-known/jwks.json',
  access: 'public',
  async handle(_request, context) {
    await context.run(activeSigningKey, undefined);
    const oldest = new Date(context.clock.now().getTime() - MAX_TOKEN_SECONDS * 1_000);
    const keys = await context.em.find(
      SigningKey,
      { $or: [{ retiredAt: null }, { retiredAt: { $gt: oldest } }] },
      { orderBy: { createdAt: 'desc' } },
    );
    return Response.json({ keys: keys.map((key) => key.publicKey) }, { headers: HEADERS });
  },
};

/** OpenID Connect Discovery's document, as far as it is true today: there is no authorization endpoint yet. */
export const discoveryRoute: Route = {
  method: 'GET',
  path: '/sso/.well-known/openid-configuration',
  access: 'public',
  async handle(_request, { environment }) {
    const { issuer, development } = ssoSettings(environment);
    const document = {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      token_endpoint: `${issuer}/token`,
      grant_types_supported: [...(development ? ['password'] : []), 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      response_types_supported: [],
    };
    return Response.json(document, { headers: HEADERS });
  },
};
