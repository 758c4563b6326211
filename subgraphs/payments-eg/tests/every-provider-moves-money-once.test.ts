import { newId } from '@strata/basis-core';
import { NOTHING, sandboxLedger, type TestLedger } from './support/ledger.ts';
import { startStripeStandIn } from './support/stripe-stand-in.ts';
import { startTill, type Till } from './support/till.ts';

/** A provider under test. */
interface Bench {
  till: Till;
  ledger(paymentId: string): Promise<TestLedger>;
  stop(): Promise<void>;
}

const SHORT = { PAYMENTS_TIMEOUT_MS: '300' };

const benches: Record<string, () => Promise<Bench>> = {
  async sandbox() {
    const till = await startTill(SHORT);
    return { till, ledger: (paymentId) => sandboxLedger(till.hosted(), paymentId), stop: () => till.stop() };
  },
  async stripe() {
    const standIn = await startStripeStandIn();
    const stripe = { STRIPE_API_URL: standIn.url, STRIPE_SECRET_KEY: 'sk_test_of_a_stand_in' };
    const till = await startTill({ ...SHORT, ...stripe, PAYMENTS_PROVIDER: 'stripe' });
    return {
      till,
      ledger: async (paymentId) => standIn.ledger(paymentId),
      stop: async () => {
        await till.stop();
        await standIn.stop();
      },
    };
  },
};

const PLAIN = '10.00';
const DECLINED = '10.13';
/** All goes well in the end; what goes wrong before is the sandbox's to say. */
const TROUBLED = ['10.17', '10.19', '10.23'];
const inCents = (amount: string) => Number(amount.replace('.', ''));

describe.each(Object.keys(benches))('%s', (name) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await (benches[name] as () => Promise<Bench>)();
  });
  afterAll(() => bench.stop());

  const authorised = async (paymentId: string, amount = PLAIN): Promise<string> => {
    const reply = await bench.till.authorise(paymentId, amount);
    if ('failed' in reply) throw new Error(`It was not authorised: ${reply.failed}`);
    return reply.done.reference;
  };
  /** Money that the provider has, or holds, of somebody who is to have it back. */
  const kept = async (paymentId: string) => {
    const { authorised: held, captured, refunded, voided } = await bench.ledger(paymentId);
    return { held: held - captured - voided, taken: captured - refunded };
  };

  test.each([PLAIN, ...TROUBLED])('%s is held, taken and given back once', async (amount) => {
    const id = newId();
    const reference = await authorised(id, amount);
    const cents = inCents(amount);
    const held = { ...NOTHING, authorised: cents, charges: 1 };
    expect(await bench.ledger(id)).toEqual(held);
    expect(await bench.till.capture(id, reference, amount)).toEqual({ done: {} });
    expect(await bench.ledger(id)).toEqual({ ...held, captured: cents });
    expect(await bench.till.refund(id, reference, amount)).toEqual({ done: {} });
    expect(await bench.ledger(id)).toEqual({ ...held, captured: cents, refunded: cents });
  });

  test('of what costs nothing nobody is asked', async () => {
    const [id, cancelled] = [newId(), newId()];
    const reference = await authorised(id, '0.00');
    expect(await bench.till.capture(id, reference, '0.00')).toEqual({ done: {} });
    expect(await bench.till.refund(id, reference, '0.00')).toEqual({ done: {} });
    expect(await bench.till.timesAsked(id)).toEqual({});
    await bench.till.cancel(cancelled);
    expect(await bench.till.authorise(cancelled, '0.00')).toEqual({ failed: 'DECLINED' });
    expect(await bench.till.capture(cancelled, reference, '0.00')).toEqual({ failed: 'DECLINED' });
  });

  test('a card that is declined is charged nothing, however often it is tried', async () => {
    const id = newId();
    expect(await bench.till.authorise(id, DECLINED)).toEqual({ failed: 'DECLINED' });
    expect(await bench.till.authorise(id, DECLINED)).toEqual({ failed: 'DECLINED' });
    expect(await bench.ledger(id)).toEqual(NOTHING);
  });

  test.each([PLAIN, ...TROUBLED])('%s asked for twice at once, at every step, is charged once', async (amount) => {
    const id = newId();
    const [first, second] = await Promise.all([authorised(id, amount), authorised(id, amount)]);
    expect(second).toBe(first);
    const capture = () => bench.till.capture(id, first, amount);
    expect(await Promise.all([capture(), capture()])).toEqual([{ done: {} }, { done: {} }]);
    const refund = () => bench.till.refund(id, first, amount);
    expect(await Promise.all([refund(), refund()])).toEqual([{ done: {} }, { done: {} }]);
    const cents = inCents(amount);
    expect(await bench.ledger(id)).toEqual({
      ...NOTHING,
      authorised: cents,
      captured: cents,
      refunded: cents,
      charges: 1,
    });
  });

  test('what was done by a process that died is not done again', async () => {
    const id = newId();
    bench.till.loseRecords(2);
    const reference = await authorised(id);
    bench.till.loseRecords(2);
    expect(await bench.till.capture(id, reference, PLAIN)).toEqual({ done: {} });
    bench.till.loseRecords(2);
    expect(await bench.till.refund(id, reference, PLAIN)).toEqual({ done: {} });
    const sums = { authorised: 1000, captured: 1000, refunded: 1000, charges: 1 };
    expect(await bench.ledger(id)).toEqual({ ...NOTHING, ...sums });
    expect(await bench.till.timesAsked(id)).toMatchObject({ authorise: 3, capture: 3, refund: 3 });
  });

  test('more than is held is not taken', async () => {
    const id = newId();
    const reference = await authorised(id);
    expect(await bench.till.capture(id, reference, '10.01')).toEqual({ failed: 'DECLINED' });
    expect(await bench.ledger(id)).toEqual({ ...NOTHING, authorised: 1000, charges: 1, contradictions: 1 });
  });

  test('what was cancelled before is not held', async () => {
    const id = newId();
    expect(await bench.till.cancel(id)).toEqual({ done: {} });
    expect(await bench.till.authorise(id, PLAIN)).toEqual({ failed: 'DECLINED' });
    expect(await bench.ledger(id)).toEqual(NOTHING);
  });

  test('what is cancelled when it is about to be held, or taken, the provider neither holds nor takes', async () => {
    const provider = bench.till.provider();
    const { signal } = new AbortController();
    const amount = { minor: '1000', currency: 'EUR' };
    for (const isHeld of [false, true]) {
      const paymentId = newId();
      const { reference } = await provider.open({ paymentId, amount, signal });
      const payment = { paymentId, reference, signal };
      if (isHeld) expect(await provider.authorise(payment)).toBe('DONE');
      await provider.cancel(payment);
      expect(await provider.authorise(payment)).toBe('DECLINED');
      expect(await provider.capture({ ...payment, amount })).toBe('DECLINED');
      expect(await kept(paymentId)).toEqual({ held: 0, taken: 0 });
    }
  });

  test.each([PLAIN, ...TROUBLED])('%s that is cancelled is let go of, and cannot be taken', async (amount) => {
    const id = newId();
    const reference = await authorised(id, amount);
    expect(await bench.till.cancel(id)).toEqual({ done: {} });
    expect(await kept(id)).toEqual({ held: 0, taken: 0 });
    expect(await bench.till.capture(id, reference, amount)).toEqual({ failed: 'DECLINED' });
    expect(await bench.till.authorise(id, amount)).toEqual({ failed: 'DECLINED' });
    expect(await bench.ledger(id)).toMatchObject({ captured: 0, charges: 1, contradictions: 0 });
  });

  test('what is cancelled after it was taken is given back', async () => {
    const id = newId();
    await bench.till.capture(id, await authorised(id), PLAIN);
    await Promise.all([bench.till.cancel(id), bench.till.cancel(id)]);
    expect(await bench.ledger(id)).toMatchObject({ captured: 1000, refunded: 1000, voided: 0, contradictions: 0 });
  });

  test.each([PLAIN, PLAIN, ...TROUBLED])('%s that is cancelled at the same time is not held', async (amount) => {
    const id = newId();
    await Promise.all([bench.till.authorise(id, amount), bench.till.cancel(id), bench.till.authorise(id, amount)]);
    expect(await kept(id)).toEqual({ held: 0, taken: 0 });
    expect(await bench.ledger(id)).toMatchObject({ contradictions: 0 });
  });

  test.each(TROUBLED)('%s that is cancelled while the provider is asked is not held', async (amount) => {
    const id = newId();
    const authorising = bench.till.authorise(id, amount);
    await bench.till.isAsked(id, 'authorise');
    await Promise.all([bench.till.cancel(id), authorising, bench.till.authorise(id, amount)]);
    expect(await kept(id)).toEqual({ held: 0, taken: 0 });
    expect(await bench.ledger(id)).toMatchObject({ contradictions: 0 });
  });

  test.each([PLAIN, PLAIN, ...TROUBLED])('%s that is cancelled while it is taken is not kept', async (amount) => {
    const id = newId();
    const reference = await authorised(id, amount);
    await Promise.all([bench.till.capture(id, reference, amount), bench.till.cancel(id)]);
    expect(await kept(id)).toEqual({ held: 0, taken: 0 });
    expect(await bench.ledger(id)).toMatchObject({ charges: 1, contradictions: 0 });
  });
});
