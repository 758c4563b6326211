import { StrataError } from '@strata/basis-core';
import { PayloadTooLargeError } from '../http-faults.ts';

/** Whoever sent it did not sign it, or not lately, or with another key: nothing of it is believed. */
export class WebhookSignatureError extends StrataError {
  constructor(cause?: unknown) {
    super('WEBHOOK_SIGNATURE', 'The signature does not fit.', 401, { cause });
  }
}

/**
 * A request's body as it was sent: what a signature was made of.
 *
 * @throws PayloadTooLargeError as soon as more than so many bytes have come
 */
export async function rawBody({ body }: Request, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw new PayloadTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
