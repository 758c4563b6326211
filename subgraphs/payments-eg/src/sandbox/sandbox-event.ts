import { BadUserInputError, type Environment, parseConfig, z } from '@strata/basis-core';
import { WebhookSignatureError } from '@strata/basis-network';
import { Webhook } from 'standardwebhooks';
import type { ProviderEvent } from '../webhook-receipt.entity.ts';

/** A webhook as it came. */
export interface SignedRequest {
  body: string;
  headers: Headers;
  environment: Environment;
}

const settings = { PAYMENTS_SANDBOX_WEBHOOK_SECRET: z.string().startsWith('whsec_').optional() };
const said = z.object({ type: z.string().max(200), data: z.object({ reference: z.string().max(200) }) });

/**
 * An event of the sandbox, signed as Standard Webhooks says, five minutes ago at most. Where no secret is configured,
 * nobody is believed.
 *
 * @throws WebhookSignatureError, BadUserInputError
 */
export function sandboxEvent({ body, headers, environment }: SignedRequest): ProviderEvent {
  const { PAYMENTS_SANDBOX_WEBHOOK_SECRET: secret } = parseConfig(settings, environment);
  if (secret === undefined) throw new WebhookSignatureError();
  const event = said.safeParse(verified(secret, body, headers));
  if (!event.success) throw new BadUserInputError('The body is no event of the sandbox.', { cause: event.error });
  const { type, data } = event.data;
  return { provider: 'sandbox', eventId: String(headers.get('webhook-id')), type, reference: data.reference };
}

function verified(secret: string, body: string, headers: Headers): unknown {
  try {
    return new Webhook(secret).verify(body, Object.fromEntries(headers));
  } catch (error) {
    throw new WebhookSignatureError(error);
  }
}
