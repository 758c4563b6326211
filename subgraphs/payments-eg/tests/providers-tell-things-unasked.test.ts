import { newId } from '@strata/basis-core';
import { settled } from '@strata/basis-testing';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { WebhookReceipt } from '../src/webhook-receipt.entity.ts';
import { sandboxLedger } from './support/ledger.ts';
import { startTill, type Till } from './support/till.ts';

const SANDBOX_SECRET = `whsec_${Buffer.from('a secret of the sandbox’s').toString('base64')}`;
const STRIPE_SECRET = 'whsec_of_a_stand_in';
const URL = 'http://payments-eg/webhooks/payments-eg';
const SIX_MINUTES_MS = 6 * 60_000;

let till: Till;
beforeAll(async () => {
  till = await startTill({ PAYMENTS_SANDBOX_WEBHOOK_SECRET: SANDBOX_SECRET, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET });
});
afterAll(() => till.stop());

const post = (body: string, headers: Record<string, string>) =>
  till.hosted().client.fetch(new Request(URL, { method: 'POST', body, headers }));
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;
const receiptsOf = (eventId: string) => till.hosted().orm.em.fork().count(WebhookReceipt, { eventId });

/** An event as the sandbox sends it. */
function fromSandbox(reference: string, { id = newId(), at = new Date() } = {}) {
  const body = JSON.stringify({ type: 'payment.authorised', data: { reference } });
  const signature = new Webhook(SANDBOX_SECRET).sign(id, at, body);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { id, body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
}

/** An event as Stripe sends it. */
function fromStripe({ id = `evt_${newId()}`, at = new Date() } = {}) {
  const body = JSON.stringify({
    id,
    object: 'event',
    type: 'payment_intent.amount_capturable_updated',
    data: { object: { object: 'payment_intent', id: `pi_${newId()}` } },
  });
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: STRIPE_SECRET, timestamp });
  return { id, body, headers: { 'stripe-signature': signature } };
}

describe.each([
  ['sandbox', (how?: object) => fromSandbox(newId(), how)],
  ['stripe', fromStripe],
] as const)('from %s', (_name, event) => {
  test('an event is noted once, however often it is told', async () => {
    const { id, body, headers } = event();
    const answers = await Promise.all([post(body, headers), post(body, headers), post(body, headers)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await receiptsOf(id)).toBe(1);
  });

  test('what was changed on the way, or is old, or has another’s signature, is not believed', async () => {
    const { id, body, headers } = event();
    const old = event({ at: new Date(Date.now() - SIX_MINUTES_MS) });
    for (const refused of [
      await post(body.replace('payment', 'PAYMENT'), headers),
      await post(`${body} `, headers),
      await post(old.body, old.headers),
      await post(body, event().headers),
    ]) {
      expect(refused.status).toBe(401);
      expect(await codeOf(refused)).toBe('WEBHOOK_SIGNATURE');
    }
    expect(await receiptsOf(id)).toBe(0);
  });
});

test('what nobody signed is not believed', async () => {
  const { body } = fromSandbox('a payment');
  expect((await post(body, {})).status).toBe(401);
});

test('a body that is too long is not read', async () => {
  const { headers } = fromSandbox('a payment');
  const refused = await post('x'.repeat(300_000), headers);
  expect(refused.status).toBe(413);
  expect(await codeOf(refused)).toBe('PAYLOAD_TOO_LARGE');
});

test('money that is held for a cancelled payment, as its provider tells, is let go of', async () => {
  const id = newId();
  const reply = await till.authorise(id, '12.00');
  const reference = 'done' in reply ? reply.done.reference : '';
  await till.cancel(id);
  const em = till.hosted().orm.em.fork();
  await em.execute('update sandbox_charge set voided_minor = 0, is_cancelled = false where payment_id = ?', [id]);
  const { body, headers } = fromSandbox(reference);
  expect((await post(body, headers)).status).toBe(204);
  await settled(() => [till.hosted()]);
  expect(await sandboxLedger(till.hosted(), id)).toMatchObject({ authorised: 1200, voided: 1200 });
});

test('where no secret is configured, nobody is believed', async () => {
  await till.restart({});
  for (const { body, headers } of [fromSandbox('a payment'), fromStripe()]) {
    expect((await post(body, headers as Record<string, string>)).status).toBe(401);
  }
});
