import { StrataError } from '@strata/basis-core';
import { admitService, type ServiceClient } from '@strata/basis-network';
import { GATEWAY } from './identity-keys.ts';

/** A customer's token that lasts a day's work, for the explorer and `strata token`. Development only: SSO refuses it otherwise. */
export async function developmentToken(sso: ServiceClient, account = 'customer'): Promise<string> {
  const body = JSON.stringify({ account, lifetimeSeconds: 12 * 60 * 60 });
  const headers = { 'content-type': 'application/json' };
  const request = new Request('http://sso/internal/development-token', { method: 'POST', body, headers });
  const response = await sso.fetch(request, admitService(GATEWAY));
  const answer = (await response.json()) as {
    token?: string;
    errors?: { message: string; extensions: { code: string } }[];
  };
  if (answer.token !== undefined) return answer.token;
  const error = answer.errors?.[0];
  throw new StrataError(
    error?.extensions.code ?? 'NO_TOKEN',
    error?.message ?? 'There is no token to be had.',
    response.status,
  );
}
