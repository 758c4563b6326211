import { carryOut, every } from '@strata/basis-messaging';
import { forget } from '@strata/sdk-payments-eg';
import { ProviderAttempt } from './provider-attempt.entity.ts';
import { WebhookReceipt } from './webhook-receipt.entity.ts';

/** Longer than anybody asks what became of a payment, or a provider tells the same thing again. */
const RETENTION_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Deletes what is known of calls and of webhooks from long ago; payments stay. */
export const forgetOldAttempts = carryOut(forget, async (_input, { em, now }) => {
  const old = { $lt: new Date(now.getTime() - RETENTION_DAYS * DAY_MS) };
  await em.nativeDelete(ProviderAttempt, { askedAt: old }); // raw access: rows that nobody has loaded, published to nobody
  await em.nativeDelete(WebhookReceipt, { receivedAt: old }); // raw access: rows that nobody has loaded, published to nobody
  return {};
});

export const nightlyForgetting = every('forget old attempts', { cron: '45 3 * * *' }, forget, {});
