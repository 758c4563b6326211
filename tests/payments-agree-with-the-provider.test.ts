// demo
import { newId } from '@strata/basis-core';
import { createSwitchedClient, type HostedSubgraph, hostSubgraph } from '@strata/basis-subgraph';
import { openTestTransport, silentLogger, startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { payments } from '@strata/payments';
import { paymentsEg } from '@strata/payments-eg';
import { authorise, cancel, capture } from '@strata/sdk-payments';

const POLL_MS = 20;
const LIMIT_MS = 80_000;
/** Somebody who asks for payments: here, payments itself. */
const PAYMENTS = { ...payments, asks: [...(payments.asks ?? []), authorise, capture, cancel] };

const queues = openTestTransport(silentLogger());
let service: TestSubgraph;
let provider: TestSubgraph;
let second: HostedSubgraph;

beforeAll(async () => {
  const { transport } = queues;
  const environment = { PAYMENTS_PROVIDER: 'sandbox', PAYMENTS_TIMEOUT_MS: '300' };
  [service, provider] = await Promise.all([
    startTestSubgraph(PAYMENTS, { transport }),
    startTestSubgraph(paymentsEg, { transport, environment }),
  ]);
  second = await hostSubgraph(paymentsEg, {
    databaseUrl: String(provider.orm.config.get('clientUrl')),
    environment: { ...environment },
    logger: silentLogger(),
    development: true,
    services: createSwitchedClient,
    trust: { services: [] },
    transport,
  });
});
afterAll(async () => {
  await second.stop();
  await Promise.all([service.stop(), provider.stop()]);
  await queues.drop();
});

/** An order that is paid, step by step. */
function order(amount: string) {
  const [orderId, customerId] = [newId(), newId()];
  const money = { minor: amount.replace('.', ''), currency: 'EUR' };
  const whole = { orderId, customerId, amount: money };
  const tasks = service.messaging?.tasks;
  if (tasks === undefined) throw new Error('Tasks need messages.');
  const options = { timeoutMs: LIMIT_MS };
  const one = async <T>(hosted: HostedSubgraph, sql: string, value: string) =>
    (await hosted.orm.em.fork().execute<T[]>(sql, [value]))[0];

  const payment = () =>
    one<{ id: string; status: string }>(service, 'select id, status from payment where order_id = ?', orderId);
  return {
    authorise: () => tasks.request(authorise, { id: orderId }, whole, options),
    capture: () => tasks.request(capture, { id: orderId }, { orderId }, options),
    cancel: () => tasks.request(cancel, { id: orderId }, whole, options),
    /** Waits until it stands at one of these. @returns where, and what the provider has of it, in cents */
    async stands(...statuses: string[]) {
      const until = performance.now() + LIMIT_MS;
      for (;;) {
        const { id = '', status = '' } = (await payment()) ?? {};
        if (statuses.includes(status) || performance.now() > until) return { status, ...(await ledger(id)) };
        await new Promise((resume) => setTimeout(resume, POLL_MS));
      }
    },
    /** Waits until the provider was asked for nothing more. */
    async isAsked() {
      const until = performance.now() + LIMIT_MS;
      const open = 'select count(*)::int as open from outbox.asked where aggregate_id = ? and outcome is null';
      for (;;) {
        const { open: left } = (await one<{ open: number }>(service, open, (await payment())?.id ?? '')) ?? { open: 0 };
        if (left === 0) return;
        if (performance.now() > until) throw new Error(`The provider still has ${left} tasks.`);
        await new Promise((resume) => setTimeout(resume, POLL_MS));
      }
    },
  };

  async function ledger(paymentId: string) {
    const sums = await one<Record<'held' | 'taken' | 'charges' | 'contradictions', number>>(
      provider,
      `select (authorised_minor - captured_minor - voided_minor)::int as held,
         (captured_minor - refunded_minor)::int as taken, charges, contradictions
       from sandbox_charge where payment_id = ?`,
      paymentId,
    );
    return sums ?? { held: 0, taken: 0, charges: 0, contradictions: 0 };
  }
}

test.each(['10.00', '10.17', '10.19', '10.23'])(
  '%s is authorised, captured and given back, to the cent',
  async (amount) => {
    const paid = order(amount);
    const cents = Number(amount.replace('.', ''));
    const once = { charges: 1, contradictions: 0 };
    expect(await paid.authorise()).toEqual({ done: { paymentId: expect.any(String) } });
    expect(await paid.stands('AUTHORISED')).toEqual({ status: 'AUTHORISED', held: cents, taken: 0, ...once });
    expect(await paid.capture()).toEqual({ done: {} });
    expect(await paid.stands('CAPTURED')).toEqual({ status: 'CAPTURED', held: 0, taken: cents, ...once });
    expect(await paid.cancel()).toEqual({ done: {} });
    expect(await paid.stands('REFUNDED')).toEqual({ status: 'REFUNDED', held: 0, taken: 0, ...once });
  },
);

test('a card that is declined is not charged', async () => {
  const paid = order('10.13');
  await paid.authorise();
  expect(await paid.stands('DECLINED')).toMatchObject({ status: 'DECLINED', held: 0, taken: 0, charges: 0 });
});

test('what is called off before is never asked of the provider', async () => {
  const paid = order('10.00');
  await paid.cancel();
  expect(await paid.authorise()).toEqual({ failed: 'CANCELLED' });
  expect(await paid.stands('CANCELLED')).toMatchObject({ status: 'CANCELLED', held: 0, taken: 0, charges: 0 });
});

test.each(['10.00', '10.17', '10.19', '10.23'])('%s that is called off meanwhile is not kept', async (amount) => {
  const paid = order(amount);
  await paid.authorise();
  await paid.cancel();
  await paid.isAsked();
  expect(await paid.stands('CANCELLED')).toMatchObject({ status: 'CANCELLED', held: 0, taken: 0, contradictions: 0 });
});

test.each(['10.00', '10.17', '10.19', '10.23'])(
  '%s that is called off while it is taken is given back',
  async (amount) => {
    const paid = order(amount);
    await paid.authorise();
    await paid.stands('AUTHORISED');
    await Promise.all([paid.capture(), paid.cancel()]);
    await paid.isAsked();
    const { status, ...kept } = await paid.stands('REFUNDED', 'CANCELLED');
    expect(['REFUNDED', 'CANCELLED']).toContain(status);
    expect(kept).toEqual({ held: 0, taken: 0, charges: 1, contradictions: 0 });
  },
);
