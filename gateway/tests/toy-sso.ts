import { type Grant, NotFoundError, type Policy } from '@strata/basis-core';
import { generateIdentityKey, hashPolicy, type ServiceHandlers } from '@strata/basis-network';
import { importJWK, type JWTPayload, SignJWT } from 'jose';

export const ISSUER = 'http://localhost:4000/sso';
export const CUSTOMER_ID = '0198c0de-0000-7000-8000-000000000001';
export const OPERATOR_ID = '0198c0de-0000-7000-8000-000000000002';
export const CLOSED_ID = '0198c0de-0000-7000-8000-000000000003';

const GRANTS: Record<string, Grant[]> = {
  [CUSTOMER_ID]: [{ permission: 'orders:read' }],
  [OPERATOR_ID]: [{ permission: 'platform:introspect' }],
};

/** SSO in small: keys, viewers, policies, and an echo of what is forwarded to it. */
export function toySso() {
  const keys = [generateIdentityKey()];
  const policies = new Map<string, Policy>();
  const asked: unknown[] = [];

  function policyOf(grants: Grant[]): Policy {
    const policy = { hash: hashPolicy(grants), grants };
    policies.set(policy.hash, policy);
    return policy;
  }

  async function viewer(request: Request): Promise<Response> {
    const body = (await request.json()) as { kind: string; subject: string | null; scopes?: string[] };
    asked.push(body);
    if (body.subject === CLOSED_ID) return Response.json({ errors: [] }, { status: 401 });
    const policy = policyOf(GRANTS[body.subject ?? ''] ?? [{ permission: 'catalog:read' }]);
    return Response.json({ viewer: { kind: body.kind, id: body.subject, roles: ['x'], attributes: {} }, policy });
  }

  const handlers: ServiceHandlers = {
    execute: async () => ({ data: null }),
    fetch: async (request, identity) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === '/sso/.well-known/jwks.json') return Response.json({ keys: keys.map((key) => key.publicKey) });
      if (pathname === '/internal/viewer') {
        return identity?.viewer.kind === 'service' ? viewer(request) : new Response('who are you', { status: 401 });
      }
      const headers = Object.fromEntries(request.headers);
      const answer = { path: pathname + search, headers, body: await request.text(), identified: Boolean(identity) };
      return Response.json(answer, { headers: { 'set-cookie': 'session=1; HttpOnly' } });
    },
  };
  const loadPolicy = async (hash: string) => {
    const policy = policies.get(hash);
    if (!policy) throw new NotFoundError('policy', hash);
    return policy;
  };
  return { handlers, loadPolicy, keys, asked, rotate: () => keys.unshift(generateIdentityKey()) };
}

export interface TokenOptions {
  key?: ReturnType<typeof generateIdentityKey>;
  subject?: string;
  claims?: JWTPayload;
  typ?: string;
  issuer?: string;
  audience?: string;
  issuedAt?: Date;
  lifeSeconds?: number;
}

/** An access token, as SSO signs it or as a forger would. */
export async function signToken(sso: ReturnType<typeof toySso>, options: TokenOptions = {}): Promise<string> {
  const { key = sso.keys[0], subject = CUSTOMER_ID, claims, typ = 'at+jwt', issuedAt = new Date() } = options;
  if (!key) throw new Error('there is no key');
  return new SignJWT({ kind: 'user', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ, kid: String(key.publicKey.kid) })
    .setSubject(subject)
    .setIssuer(options.issuer ?? ISSUER)
    .setAudience(options.audience ?? 'strata')
    .setIssuedAt(issuedAt)
    .setExpirationTime(new Date(issuedAt.getTime() + (options.lifeSeconds ?? 300) * 1000))
    .sign(await importJWK(key.privateKey, 'EdDSA'));
}
