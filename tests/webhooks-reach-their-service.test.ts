import { createHmac } from 'node:crypto';
import { newId } from '@strata/basis-core';
import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

const SECRET = Buffer.from('a secret of the sandbox’s');
/** Not how JSON.stringify would write it: what is verified are the bytes that were sent. */
const BODY = '{ "type":"payment.authorised",\n  "data" : {"reference":"Ærø"} }';

let system: TestSystem;
beforeAll(async () => {
  const environment = { PAYMENTS_SANDBOX_WEBHOOK_SECRET: `whsec_${SECRET.toString('base64')}` };
  system = await startTestSystem(composition, { environment, seed: false });
});
afterAll(() => system.stop());

const post = (service: string, headers: Record<string, string> = {}) =>
  fetch(`${system.url}/webhooks/${service}`, { method: 'POST', body: BODY, headers });

test('what a provider signed comes through the gateway’s port as it was sent', async () => {
  const [id, timestamp] = [newId(), String(Math.floor(Date.now() / 1000))];
  const signed = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${BODY}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
  expect((await post('payments-eg', headers)).status).toBe(204);
  const forged = await post('payments-eg', { ...headers, 'webhook-id': newId() });
  expect([forged.status, await forged.json()]).toMatchObject([
    401,
    { errors: [{ extensions: { code: 'WEBHOOK_SIGNATURE' } }] },
  ]);
});

test('who expects no webhooks gets none', async () => {
  expect((await post('sso')).status).toBe(404);
  expect((await fetch(`${system.url}/webhooks/payments-eg`)).status).toBe(404);
});
