import { type Clock, systemClock, UnauthenticatedError } from '@strata/basis-core';
import { importJWK, type JWK, SignJWT } from 'jose';
import { assertSendable, type Identity } from './identity.ts';
import { IDENTITY_ALGORITHM } from './identity-keys.ts';
import {
  SERVICE_TOKEN_SECONDS,
  SERVICE_TOKEN_TYPE,
  VIEWER_TOKEN_SECONDS,
  VIEWER_TOKEN_TYPE,
} from './identity-token.ts';

/** A cached token is used until this little of its life is left: it must still be good when it arrives. */
const MIN_LIFE_LEFT_MS = 2_000;

/** Who signs. */
export interface IdentityIssuerOptions {
  /** The service whose key this is: the token's issuer. */
  name: string;
  privateKey: JWK;
  clock?: Clock;
}

/** Turns identities into tokens for one audience each. */
export interface IdentityIssuer {
  readonly name: string;
  /**
   * A token that says who calls, for one audience. Made once and reused while it is good.
   *
   * @throws UnauthenticatedError when the identity has expired; TypeError for one that was received or forged
   */
  tokenFor(identity: Identity, audience: string): Promise<string>;
}

interface IssuedToken {
  token: Promise<string>;
  expiresAtMs: number;
}

/**
 * An issuer with a service's own key.
 *
 * @example const issuer = createIdentityIssuer({ name: 'gateway', privateKey });
 *   const token = await issuer.tokenFor(identity, 'catalog');
 */
export function createIdentityIssuer({ name, privateKey, clock = systemClock }: IdentityIssuerOptions): IdentityIssuer {
  const key = importJWK(privateKey, IDENTITY_ALGORITHM);
  key.catch(() => {}); // Reported by the first tokenFor, which awaits it.
  const issued = new WeakMap<Identity, Map<string, IssuedToken>>();

  async function sign(identity: Identity, audience: string, issuedAtMs: number, expiresAtMs: number): Promise<string> {
    const { viewer } = identity;
    const ofService = viewer.kind === 'service';
    const claims = ofService
      ? {}
      : { kind: viewer.kind, roles: viewer.roles, attributes: viewer.attributes, policy: viewer.policy.hash };
    const typ = ofService ? SERVICE_TOKEN_TYPE : VIEWER_TOKEN_TYPE;
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg: IDENTITY_ALGORITHM, typ, ...(privateKey.kid && { kid: privateKey.kid }) })
      .setIssuer(name)
      .setAudience(audience)
      .setIssuedAt(Math.floor(issuedAtMs / 1000))
      .setExpirationTime(Math.ceil(expiresAtMs / 1000));
    if (viewer.id !== null) jwt.setSubject(viewer.id);
    return jwt.sign(await key);
  }

  function issue(identity: Identity, audience: string, nowMs: number): IssuedToken {
    const lifeSeconds = identity.viewer.kind === 'service' ? SERVICE_TOKEN_SECONDS : VIEWER_TOKEN_SECONDS;
    const expiresAtMs = Math.min(nowMs + lifeSeconds * 1000, identity.expiresAt.getTime());
    return { token: sign(identity, audience, nowMs, expiresAtMs), expiresAtMs };
  }

  return {
    name,
    async tokenFor(identity, audience) {
      const now = clock.now();
      assertSendable(identity, now);
      if (identity.viewer.kind === 'service' && identity.viewer.id !== name) {
        throw new UnauthenticatedError(`${name} cannot speak for ${identity.viewer.id}.`);
      }
      const tokens = issued.get(identity) ?? new Map<string, IssuedToken>();
      issued.set(identity, tokens);
      const nowMs = now.getTime();
      const known = tokens.get(audience);
      const cannotBeRenewed = known?.expiresAtMs === identity.expiresAt.getTime();
      if (known && (cannotBeRenewed || known.expiresAtMs - nowMs > MIN_LIFE_LEFT_MS)) return known.token;
      const fresh = issue(identity, audience, nowMs);
      tokens.set(audience, fresh);
      return fresh.token;
    },
  };
}
