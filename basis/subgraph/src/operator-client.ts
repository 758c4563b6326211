import { StrataError } from '@strata/basis-core';
import type { ServiceClient } from '@strata/basis-network';
import { admitService } from '@strata/basis-network';
import { OPERATOR } from './identity-keys.ts';

/** One request of an operator to a service: below `/_strata`. */
export interface OperatorCall {
  method: 'GET' | 'POST';
  /** With its query: `/dead-letters?state=failed`. */
  path: string;
  body?: unknown;
}

/**
 * Asks the operator's endpoint of a service, over HTTP or in process.
 *
 * @throws StrataError with the code and message of the service's own refusal; SubgraphUnavailableError
 * @example const replicas = await callOperator(client, { method: 'GET', path: '/replicas' });
 */
export async function callOperator(client: ServiceClient, { method, path, body }: OperatorCall): Promise<unknown> {
  const request = new Request(`http://${client.name}/_strata${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const response = await client.fetch(request, admitService(OPERATOR));
  const answer = (await response.json()) as {
    errors?: { message: string; extensions: { code: string } & Record<string, unknown> }[];
  };
  if (response.ok) return answer;
  const { message = 'It refused.', extensions = { code: 'REFUSED' } } = answer.errors?.[0] ?? {};
  const { code, ...details } = extensions;
  throw new StrataError(code, message, response.status, { details });
}
