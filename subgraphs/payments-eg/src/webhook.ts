import { rawBody } from '@strata/basis-network';
import type { RouteContext } from '@strata/basis-subgraph';
import { receiveWebhook } from './receive-webhook.ts';
import { sandboxEvent } from './sandbox/sandbox-event.ts';
import { STRIPE_SIGNATURE, stripeEvent } from './stripe/stripe-event.ts';

/** Stripe's events have a few KiB. */
const BODY_LIMIT_BYTES = 256 * 1024;

/**
 * `POST /webhooks/payments-eg`: what a provider tells unasked. It is answered as soon as it is noted.
 *
 * @throws WebhookSignatureError, PayloadTooLargeError
 */
export async function hearProvider(request: Request, { run, environment }: RouteContext): Promise<Response> {
  const body = await rawBody(request, BODY_LIMIT_BYTES);
  const read = request.headers.has(STRIPE_SIGNATURE) ? stripeEvent : sandboxEvent;
  await run(receiveWebhook, read({ body, headers: request.headers, environment }));
  return new Response(null, { status: 204 });
}
