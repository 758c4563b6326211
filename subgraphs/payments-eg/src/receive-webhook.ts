import { command } from '@strata/basis-subgraph';
import { takeReport } from '@strata/sdk-payments-eg';
import { type ProviderEvent, WebhookReceipt } from './webhook-receipt.entity.ts';

/** Notes an event, and that it is to be looked into; nothing when it was told before. */
export const receiveWebhook = command(async ({ em, emit, now }, event: ProviderEvent) => {
  const receipt = WebhookReceipt.of(event, now);
  const insert = em.createQueryBuilder(WebhookReceipt).insert(receipt); // raw access: of one event told twice at once, one is noted
  await insert.onConflict(['provider', 'eventId']).ignore().execute('run');
  if ((await em.count(WebhookReceipt, { id: receipt.id })) === 1) emit(takeReport(receipt, { receiptId: receipt.id }));
});
