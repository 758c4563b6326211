import { createHash, generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';

/** The one signature algorithm of identity tokens: Ed25519, under its JOSE name. */
export const IDENTITY_ALGORITHM = 'EdDSA';

/** A key pair for identity tokens, as JWKs. The private one never leaves its service. */
export interface IdentityKeyPair {
  privateKey: JWK;
  publicKey: JWK;
}

/**
 * A new Ed25519 key pair. `kid` is the key's RFC 7638 thumbprint, so that both halves name each other.
 *
 * @example const { privateKey, publicKey } = generateIdentityKey();
 */
export function generateIdentityKey(): IdentityKeyPair {
  const pair = generateKeyPairSync('ed25519');
  const { d, ...half } = pair.privateKey.export({ format: 'jwk' });
  const x = String(half.x);
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  const publicKey: JWK = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: IDENTITY_ALGORITHM, use: 'sig' };
  return { publicKey, privateKey: { ...publicKey, d: String(d) } };
}
