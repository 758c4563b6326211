import { type Clock, UnauthenticatedError, z } from '@strata/basis-core';
import { type TokenFault, tokenFault, tokenFaultOf } from '@strata/basis-network';
import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';

const AUDIENCE = 'strata';
const TOKEN_TYPE = 'at+jwt';
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_LENGTH = 8_192;
const MAX_CACHED_TOKENS = 10_000;

/** What an access token says, verified. */
export interface AccessToken {
  kind: 'user' | 'client';
  subject: string;
  /** They narrow what the subject may do; undefined narrows nothing. */
  scopes: readonly string[] | undefined;
  sessionId: string | undefined;
  expiresAt: Date;
}

export interface AccessTokenVerifier {
  /**
   * The token of an `Authorization` header; undefined without one. Verified offline, once for each token.
   *
   * @throws UnauthenticatedError with `details.reason`: scheme, malformed, algorithm, type, issuer, audience, expired or
   *   signature; SubgraphUnavailableError when SSO's keys have never been fetched
   */
  verify(authorization: string | undefined): Promise<AccessToken | undefined>;
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  kind: z.enum(['user', 'client']),
  scope: z.string().optional(),
  sid: z.string().optional(),
  exp: z.number(),
});

/** A verifier of the tokens of one issuer. */
export function createAccessTokenVerifier(options: {
  issuer: string;
  keys: JWTVerifyGetKey;
  clock: Clock;
}): AccessTokenVerifier {
  const { issuer, keys, clock } = options;
  const verified = new LRUCache<string, AccessToken>({ max: MAX_CACHED_TOKENS });

  async function verifyAnew(token: string): Promise<AccessToken> {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      typ: TOKEN_TYPE,
      issuer,
      audience: AUDIENCE,
      currentDate: clock.now(),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'iat', 'sub'],
    }).catch((error: unknown) => {
      const fault = tokenFaultOf(error);
      throw fault ? refused(fault, error) : error;
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw refused(tokenFault('malformed'), claims.error);
    const { kind, sub: subject, scope, sid: sessionId, exp } = claims.data;
    const scopes = scope === undefined ? undefined : scope.split(' ').filter(Boolean);
    return { kind, subject, scopes, sessionId, expiresAt: new Date(exp * 1000) };
  }

  return {
    async verify(authorization) {
      if (!authorization) return undefined;
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
      if (!token) {
        const message = 'The header Authorization must be: Bearer <access token>.';
        throw new UnauthenticatedError(message, { details: { reason: 'scheme' } });
      }
      if (token.length > MAX_TOKEN_LENGTH) throw refused(tokenFault('malformed'));
      const known = verified.get(token);
      if (known && known.expiresAt > clock.now()) return known;
      const accessToken = await verifyAnew(token);
      verified.set(token, accessToken);
      return accessToken;
    },
  };
}

function refused({ reason, message }: TokenFault, cause?: unknown): UnauthenticatedError {
  return new UnauthenticatedError(message, { cause, details: { reason } });
}
