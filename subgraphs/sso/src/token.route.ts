import { z } from '@strata/basis-core';
import type { Route, RouteContext } from '@strata/basis-subgraph';
import { ACCESS_TOKEN_SECONDS, signAccessToken, type TokenSubject } from './access-token.ts';
import { activeSigningKey } from './active-signing-key.ts';
import { signIn, signInClient } from './sign-in.ts';
import { OAuthError, RateLimitedError } from './sign-in-errors.ts';
import { ssoSettings } from './sso-settings.ts';
import { parseTokenRequest, type TokenRequest } from './token-request.ts';

const IP_ADDRESS = z.union([z.ipv4(), z.ipv6()]);
const NO_STORE = { 'cache-control': 'no-store' };

/**
 * OAuth 2's token endpoint (RFC 6749): `client_credentials` for machines; `password`, which OAuth has given up, only
 * in development. Errors have the RFC's bodies, and `rate_limited` with status 429.
 */
export const tokenRoute: Route = {
  method: 'POST',
  path: '/sso/token',
  access: 'public',
  async handle(request, context) {
    try {
      const wanted = await parseTokenRequest(request);
      const subject = await authenticate(wanted, addressOf(request), context);
      return await tokenResponse({ ...subject, scope: wanted.scope }, context);
    } catch (error) {
      if (error instanceof OAuthError || error instanceof RateLimitedError) return refusal(error);
      throw error;
    }
  },
};

async function authenticate(wanted: TokenRequest, address: string, context: RouteContext): Promise<TokenSubject> {
  if (wanted.grantType === 'client_credentials') return signInClient(context, { ...wanted, address });
  if (ssoSettings(context.environment).development) return signIn(context, { ...wanted, address });
  throw new OAuthError('unsupported_grant_type', 'Passwords are not taken here.');
}

async function tokenResponse(subject: TokenSubject, { run, clock, environment }: RouteContext): Promise<Response> {
  const { issuer } = ssoSettings(environment);
  const key = await run(activeSigningKey, undefined);
  const token = await signAccessToken(key, subject, { issuer, now: clock.now() });
  const scope = subject.scope === undefined ? {} : { scope: subject.scope };
  const body = { access_token: token, token_type: 'Bearer', expires_in: ACCESS_TOKEN_SECONDS, ...scope };
  return Response.json(body, { headers: NO_STORE });
}

function refusal(error: OAuthError | RateLimitedError): Response {
  const { code, message, status } = error;
  const headers = new Headers(NO_STORE);
  if (error instanceof RateLimitedError) headers.set('retry-after', String(error.retryAfterSeconds));
  if (status === 401) headers.set('www-authenticate', 'Basic realm="strata", charset="UTF-8"');
  return Response.json({ error: code.toLowerCase(), error_description: message }, { status, headers });
}

/** Where the request comes from. The gateway overwrites the header, so what a client wrote there does not arrive. */
function addressOf(request: Request): string {
  const nearest = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return IP_ADDRESS.safeParse(nearest).success ? nearest : 'unknown';
}
