import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** The one algorithm of access tokens: Ed25519, under its JOSE name. */
export const SIGNING_ALGORITHM = 'EdDSA';

/** A key pair that signs access tokens. One is active; retired ones are published while tokens of theirs may live. */
@Entity()
@Index({
  name: 'signing_key_one_active',
  expression: 'create unique index "signing_key_one_active" on "signing_key" ((true)) where "retired_at" is null',
})
export class SigningKey {
  /** The key's RFC 7638 thumbprint. */
  @PrimaryKey({ type: 'string', length: 43 })
  kid!: string;

  /** The whole pair. Whoever reads this column can sign in as anybody: only SSO's own database role can. */
  @Property({ type: 'json', hidden: true })
  @Check({ expression: 'private_key @> \'{"crv": "Ed25519"}\'::jsonb and private_key -> \'d\' is not null' })
  privateKey!: JWK;

  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Check({ expression: 'retired_at >= created_at' })
  retiredAt: Date | null = null;

  /** What anybody may know of the key, as it stands in a JWKS. */
  get publicKey(): JWK {
    const { kty, crv, x } = this.privateKey as { kty: 'OKP'; crv: string; x: string };
    return { kty, crv, x, kid: this.kid, alg: SIGNING_ALGORITHM, use: 'sig' };
  }

  /** A new key, active from now on. */
  static async generate(now: Date): Promise<SigningKey> {
    const pair = await generateKeyPair(SIGNING_ALGORITHM, { crv: 'Ed25519', extractable: true });
    const key = new SigningKey();
    key.privateKey = await exportJWK(pair.privateKey);
    key.kid = await calculateJwkThumbprint(key.privateKey);
    key.createdAt = now;
    return key;
  }
}
