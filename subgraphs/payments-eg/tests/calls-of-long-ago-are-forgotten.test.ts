import { newId } from '@strata/basis-core';
import { ProviderAttempt } from '../src/provider-attempt.entity.ts';
import { ProviderPayment } from '../src/provider-payment.entity.ts';
import { WebhookReceipt } from '../src/webhook-receipt.entity.ts';
import { startTill, type Till } from './support/till.ts';

let till: Till;
beforeAll(async () => {
  till = await startTill({});
});
afterAll(() => till.stop());

test('after ninety days nothing is known of calls and webhooks; payments stay', async () => {
  const [old, young] = [newId(), newId()];
  for (const id of [old, young]) await till.authorise(id, '12.00');
  const { orm, messaging } = till.hosted();
  const em = orm.em.fork();
  const told = { provider: 'sandbox', type: 'payment.captured', reference: null };
  const dayOf = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1_000);
  em.persist(WebhookReceipt.of({ ...told, eventId: 'old' }, dayOf(90.1)));
  em.persist(WebhookReceipt.of({ ...told, eventId: 'young' }, dayOf(89.9)));
  await em.flush();
  await em.execute(
    `update provider_attempt set asked_at = asked_at - interval '90 days 1 minute' where payment_id = ?`,
    [old],
  );
  await messaging?.tasks.run('payments-eg.forget', {}, 'a test');
  while ((await em.count(ProviderAttempt, { paymentId: old })) > 0);
  expect(await em.count(ProviderAttempt, { paymentId: young })).toBe(2);
  expect(await em.count(ProviderPayment, { id: { $in: [old, young] } })).toBe(2);
  const receipts = await em.find(WebhookReceipt, {});
  expect(receipts.map(({ eventId }) => eventId)).toEqual(['young']);
});
