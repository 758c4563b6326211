import { StrataError, SubgraphUnavailableError } from '@strata/basis-core';
import { admitService, type ServiceClient } from '@strata/basis-network';
import { OPERATOR } from './identity-keys.ts';

/** One request of an operator to a service: below `/_strata`. */
export interface OperatorCall {
  method: 'GET' | 'POST';
  /** With its query: `/dead-letters?state=failed`. */
  path: string;
  body?: unknown;
}

/** In whose name a service is asked, and for how long. */
export interface OperatorCallOptions {
  /** The service that asks; default: the operator. */
  as?: string;
  /** How long the answer may take; default: as long as the client lets it. */
  limitMs?: number;
}

/**
 * Asks the operator's endpoint of a service, over HTTP or in process.
 *
 * @throws StrataError with the code and message of the service's own refusal; SubgraphUnavailableError when it cannot
 *   be reached or takes longer
 * @example const replicas = await callOperator(client, { method: 'GET', path: '/replicas' });
 */
export async function callOperator(
  client: ServiceClient,
  { method, path, body }: OperatorCall,
  { as = OPERATOR, limitMs }: OperatorCallOptions = {},
): Promise<unknown> {
  const request = new Request(`http://${client.name}/_strata${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(limitMs !== undefined && { signal: AbortSignal.timeout(limitMs) }),
  });
  const response = await client.fetch(request, admitService(as)).catch((error: unknown) => {
    if (!request.signal.aborted) throw error;
    throw new SubgraphUnavailableError(`${client.name} does not answer at the moment.`, { cause: error });
  });
  const answer = (await response.json()) as {
    errors?: { message: string; extensions: { code: string } & Record<string, unknown> }[];
  };
  if (response.ok) return answer;
  const { message = 'It refused.', extensions = { code: 'REFUSED' } } = answer.errors?.[0] ?? {};
  const { code, ...details } = extensions;
  throw new StrataError(code, message, response.status, { details });
}
