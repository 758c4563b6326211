import { type Clock, type Policy, systemClock, UnauthenticatedError, type Viewer, z } from '@strata/basis-core';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { deepFreeze, type Identity, receiveIdentity } from './identity.ts';
import { IDENTITY_ALGORITHM } from './identity-keys.ts';
import {
  CLOCK_TOLERANCE_SECONDS,
  SERVICE_TOKEN_SECONDS,
  SERVICE_TOKEN_TYPE,
  VIEWER_TOKEN_SECONDS,
  VIEWER_TOKEN_TYPE,
} from './identity-token.ts';
import { EMPTY_POLICY, hashPolicy } from './policy-hash.ts';
import { type TokenFault, tokenFault, tokenFaultOf } from './token-fault.ts';
import { permissionsOf, type Trust, type TrustedService } from './trust.ts';

const MAX_CACHED_TOKENS = 10_000;
const MAX_CACHED_POLICIES = 10_000;
/** An identity token is some 700 bytes; nothing far longer is worth decoding. */
const MAX_TOKEN_LENGTH = 8_192;

/** For whom tokens must be, and who may sign them. */
export interface IdentityVerifierOptions {
  /** The service that verifies: tokens for anybody else are refused. */
  audience: string;
  trust: Trust;
  /** Fetches a policy by its hash; called once for each, because a policy never changes. */
  loadPolicy(hash: string): Promise<Policy>;
  clock?: Clock;
}

/** Turns the tokens that one service receives back into identities. */
export interface IdentityVerifier {
  /**
   * Who calls, by the token that came with the call. A good token is verified once and remembered until it expires.
   *
   * @throws UnauthenticatedError with `details.reason`: missing, malformed, algorithm, type, issuer, audience, expired
   *   or signature; whatever `loadPolicy` rejects with
   */
  verify(token: string | undefined): Promise<Identity>;
}

const viewerClaims = z.object({
  sub: z.string().min(1).optional(),
  kind: z.enum(['user', 'client', 'anonymous']),
  roles: z.array(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  policy: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * A verifier for the tokens that one service receives.
 *
 * @example const verifier = createIdentityVerifier({ audience: 'catalog', trust, loadPolicy });
 *   const { viewer } = await verifier.verify(request.headers['strata-viewer']);
 */
export function createIdentityVerifier(options: IdentityVerifierOptions): IdentityVerifier {
  const { audience, trust, clock = systemClock } = options;
  const policyOf = createPolicyCache(options.loadPolicy);
  const verified = new LRUCache<string, Identity>({ max: MAX_CACHED_TOKENS });

  async function viewerOf(service: TrustedService, typ: string, claims: JWTPayload): Promise<Viewer> {
    if (typ === SERVICE_TOKEN_TYPE) return serviceViewer(service, trust, audience);
    const parsed = viewerClaims.safeParse(claims);
    if (!parsed.success) throw refused(tokenFault('malformed'), parsed.error);
    const { sub, kind, roles, attributes, policy } = parsed.data;
    if ((sub === undefined) !== (kind === 'anonymous')) throw refused(tokenFault('malformed'));
    return { kind, id: sub ?? null, roles, attributes, policy: await policyOf(policy) };
  }

  async function verifyAnew(token: string): Promise<Identity> {
    const { service, typ, claims } = await verifyToken(token, audience, trust, clock.now()).catch((error: unknown) => {
      throw asRefusal(error);
    });
    return receiveIdentity(await viewerOf(service, typ, claims), new Date(Number(claims.exp) * 1000));
  }

  return {
    async verify(token) {
      if (!token) throw new UnauthenticatedError('The call carries no identity.', { details: { reason: 'missing' } });
      if (token.length > MAX_TOKEN_LENGTH) throw refused(tokenFault('malformed'));
      const known = verified.get(token);
      if (known && known.expiresAt > clock.now()) return known;
      const identity = await verifyAnew(token);
      verified.set(token, identity);
      return identity;
    },
  };
}

interface VerifiedToken {
  service: TrustedService;
  typ: string;
  claims: JWTPayload;
}

async function verifyToken(token: string, audience: string, trust: Trust, now: Date): Promise<VerifiedToken> {
  const { typ, kid } = decodeProtectedHeader(token);
  const { iss } = decodeJwt(token);
  if (typ !== VIEWER_TOKEN_TYPE && typ !== SERVICE_TOKEN_TYPE) throw refused(tokenFault('type'));
  const service = trust.services.find((known) => known.name === iss && (!kid || known.publicKey.kid === kid));
  if (!service) throw refused(tokenFault(trust.services.some(({ name }) => name === iss) ? 'signature' : 'issuer'));
  if (typ === VIEWER_TOKEN_TYPE && !service.signsViewers) throw refused(tokenFault('issuer'));
  const { payload } = await jwtVerify(token, await importJWK(service.publicKey, IDENTITY_ALGORITHM), {
    algorithms: [IDENTITY_ALGORITHM],
    typ,
    issuer: service.name,
    audience,
    currentDate: now,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    maxTokenAge: typ === VIEWER_TOKEN_TYPE ? VIEWER_TOKEN_SECONDS : SERVICE_TOKEN_SECONDS,
    requiredClaims: ['exp', 'iat'],
  });
  // jose is content when one of several audiences fits. A token for many could be replayed by each of them.
  if (typeof payload.aud !== 'string') throw refused(tokenFault('audience'));
  if (typ === SERVICE_TOKEN_TYPE && payload.sub !== service.name) throw refused(tokenFault('issuer'));
  return { service, typ, claims: payload };
}

/** What a calling service is here: its permissions are the trust bundle's word, whatever its token says. */
export function serviceViewer({ name }: { name: string }, trust: Trust, audience: string): Viewer {
  const grants = permissionsOf(trust, name, audience).map((permission) => ({ permission }));
  return { kind: 'service', id: name, roles: [], attributes: {}, policy: { hash: hashPolicy(grants), grants } };
}

function createPolicyCache(load: (hash: string) => Promise<Policy>): (hash: string) => Promise<Policy> {
  const policies = new LRUCache<string, Promise<Policy>>({ max: MAX_CACHED_POLICIES });

  async function loadChecked(hash: string): Promise<Policy> {
    const { grants } = await load(hash);
    if (hashPolicy(grants) !== hash) throw new Error(`the policy ${hash} is not what its hash says`);
    return deepFreeze({ hash, grants: structuredClone(grants) });
  }

  return (hash) => {
    if (hash === EMPTY_POLICY.hash) return Promise.resolve(EMPTY_POLICY);
    const known = policies.get(hash);
    if (known) return known;
    const loading = loadChecked(hash);
    policies.set(hash, loading);
    loading.catch(() => policies.delete(hash));
    return loading;
  };
}

function refused({ reason, message }: TokenFault, cause?: unknown): UnauthenticatedError {
  return new UnauthenticatedError(message, { cause, details: { reason } });
}

function asRefusal(error: unknown): unknown {
  const fault = tokenFaultOf(error);
  return fault ? refused(fault, error) : error;
}
