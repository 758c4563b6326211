import { parseConfig, z } from '@strata/basis-core';
import { WebhookSignatureError } from '@strata/basis-network';
import Stripe from 'stripe';
import type { SignedRequest } from '../sandbox/sandbox-event.ts';
import type { ProviderEvent } from '../webhook-receipt.entity.ts';

/** The header by which an event of Stripe's is known. */
export const STRIPE_SIGNATURE = 'stripe-signature';

const settings = { STRIPE_WEBHOOK_SECRET: z.string().min(1).optional() };

/**
 * An event of Stripe's, signed five minutes ago at most. Where no secret is configured, nobody is believed.
 *
 * @throws WebhookSignatureError
 */
export function stripeEvent({ body, headers, environment }: SignedRequest): ProviderEvent {
  const { STRIPE_WEBHOOK_SECRET: secret } = parseConfig(settings, environment);
  if (secret === undefined) throw new WebhookSignatureError();
  const { id: eventId, type, data } = verified(secret, body, headers.get(STRIPE_SIGNATURE) ?? '');
  return { provider: 'stripe', eventId, type, reference: referenceOf(data.object) };
}

function verified(secret: string, body: string, signature: string): Stripe.Event {
  try {
    return Stripe.webhooks.constructEvent(body, signature, secret);
  } catch (error) {
    throw new WebhookSignatureError(error);
  }
}

/** Charges and refunds name their intent; an intent is one. */
function referenceOf(about: object): string | null {
  const { object, id, payment_intent: intent } = about as Record<string, unknown>;
  const reference = object === 'payment_intent' ? id : intent;
  return typeof reference === 'string' ? reference : null;
}
