import { newId } from '@strata/basis-core';
import { importJWK, SignJWT } from 'jose';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-key.entity.ts';

/** The `typ` of an access token (RFC 9068): no other JWT is taken for one. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
/** Whom access tokens are for: the gateway of this system. */
export const ACCESS_TOKEN_AUDIENCE = 'strata';
export const ACCESS_TOKEN_SECONDS = 5 * 60;
/** The longest that any token of ours lives: development tokens, and so the time that a retired key stays published. */
export const MAX_TOKEN_SECONDS = 12 * 60 * 60;

/** Who an access token is about. */
export interface TokenSubject {
  kind: 'user' | 'client';
  /** The user's or client's UUID. */
  id: string;
  /** OAuth's `client_id`: through what the subject signed in. */
  clientId: string;
  /** Space-separated permissions to which the token is narrowed. Without it, all that the subject's roles grant. */
  scope?: string | undefined;
}

export interface SignOptions {
  issuer: string;
  now: Date;
  /** Default five minutes; development tokens live longer. */
  lifetimeSeconds?: number;
}

/**
 * A signed access token (EdDSA, RFC 9068).
 *
 * @example const token = await signAccessToken(key, { kind: 'user', id, clientId: 'development' }, { issuer, now });
 */
export async function signAccessToken(key: SigningKey, subject: TokenSubject, options: SignOptions): Promise<string> {
  const { issuer, now, lifetimeSeconds = ACCESS_TOKEN_SECONDS } = options;
  const { kind, id, clientId, scope } = subject;
  const issuedAt = Math.floor(now.getTime() / 1_000);
  return new SignJWT({ kind, sid: newId(), client_id: clientId, ...(scope === undefined ? {} : { scope }) })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: key.kid })
    .setIssuer(issuer)
    .setAudience(ACCESS_TOKEN_AUDIENCE)
    .setSubject(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .setJti(newId())
    .sign(await importJWK(key.privateKey, SIGNING_ALGORITHM));
}
