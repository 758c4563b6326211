import type { JWK } from 'jose';

/** A service as the others know it. */
export interface TrustedService {
  name: string;
  /** While a key is being replaced, a service is listed twice, once with each key. */
  publicKey: JWK;
  /** Only gateways sign viewers. */
  signsViewers: boolean;
  /** What the service may do at each service that it calls: permissions by audience. */
  permissions: Record<string, string[]>;
}

/** Whom a service believes, and what it lets them do. It comes with the deployment, never with a call. */
export interface Trust {
  services: TrustedService[];
}

/** What `caller` may do at `audience`. Nothing, when nobody said so. */
export function permissionsOf(trust: Trust, caller: string, audience: string): readonly string[] {
  return trust.services.find(({ name }) => name === caller)?.permissions[audience] ?? [];
}
