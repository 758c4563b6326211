import { startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { payments } from '../src/index.ts';
import { type Asking, type PaymentRun, startRun, type Told } from './support/payment-run.ts';

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(payments);
});
afterAll(() => subgraph.stop());

const HELD: Told = { done: { reference: 'the provider’s name' } };
const DONE: Told = { done: {} };
const DECLINED: Told = { failed: 'DECLINED' };
const EXPIRED: Told = { failed: 'DEADLINE' };

/** What is asked for, or what is told of what the provider was asked for. */
type Step = Asking | [what: string, told: Told];

async function follow(run: PaymentRun, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string') {
      await run.ask(step);
      continue;
    }
    const [what, told] = step;
    const asked = run.open.find(({ name }) => name === `payments-eg.${what}`);
    if (asked === undefined) throw new Error(`The provider was not asked to ${what}.`);
    await run.tell(asked, told);
  }
}

const [AUTHORISE, CAPTURE, CANCEL, REFUND] = ['authorise', 'capture', 'cancel', 'refund'].map(
  (name) => `payments-eg.${name}`,
);
const [TOLD_AUTHORISED, TOLD_CAPTURED, TOLD_DECLINED] = ['Authorised', 'Captured', 'Declined'].map(
  (name) => `payments.Payment${name}`,
);
const authorised: Step[] = ['authorise', ['authorise', HELD]];
const captured: Step[] = [...authorised, 'capture', ['capture', DONE]];

test.each<[string, Step[], status: string, emitted: (string | undefined)[]]>([
  ['nothing has come of it', ['authorise'], 'PENDING', [AUTHORISE]],
  ['the money is held', authorised, 'AUTHORISED', [AUTHORISE, TOLD_AUTHORISED]],
  ['it was declined', ['authorise', ['authorise', DECLINED]], 'DECLINED', [AUTHORISE, TOLD_DECLINED, CANCEL]],
  [
    'nobody knows whether it is held',
    ['authorise', ['authorise', EXPIRED]],
    'DECLINED',
    [AUTHORISE, TOLD_DECLINED, CANCEL],
  ],
  ['the money is taken', captured, 'CAPTURED', [AUTHORISE, TOLD_AUTHORISED, CAPTURE, TOLD_CAPTURED]],
  [
    'it is asked for twice',
    ['authorise', 'authorise', ['authorise', HELD], 'authorise'],
    'AUTHORISED',
    [AUTHORISE, TOLD_AUTHORISED],
  ],
  ['it is captured twice', [...authorised, 'capture', 'capture'], 'CAPTURING', [AUTHORISE, TOLD_AUTHORISED, CAPTURE]],
  [
    'the capture is declined',
    [...authorised, 'capture', ['capture', DECLINED]],
    'DECLINED',
    [AUTHORISE, TOLD_AUTHORISED, CAPTURE, TOLD_DECLINED, CANCEL],
  ],
  [
    'nobody knows whether it is taken',
    [...authorised, 'capture', ['capture', EXPIRED]],
    'DECLINED',
    [AUTHORISE, TOLD_AUTHORISED, CAPTURE, TOLD_DECLINED, CANCEL],
  ],
  ['it is called off before it is asked for', ['cancel', 'authorise', 'cancel'], 'CANCELLED', []],
  [
    'it is called off too early to be held',
    ['authorise', 'cancel', ['cancel', DONE], ['authorise', DECLINED]],
    'CANCELLED',
    [AUTHORISE, CANCEL],
  ],
  [
    'it is called off, and held all the same',
    ['authorise', 'cancel', ['authorise', HELD], ['cancel', DONE]],
    'CANCELLED',
    [AUTHORISE, CANCEL],
  ],
  [
    'it is called off when it is held',
    [...authorised, 'cancel', 'cancel', ['cancel', DONE], 'capture'],
    'CANCELLED',
    [AUTHORISE, TOLD_AUTHORISED, CANCEL],
  ],
  [
    'it is called off while it is taken',
    [...authorised, 'capture', 'cancel', ['capture', DONE]],
    'REFUNDING',
    [AUTHORISE, TOLD_AUTHORISED, CAPTURE, REFUND],
  ],
  [
    'it is called off, and was not taken',
    [...authorised, 'capture', 'cancel', ['capture', DECLINED]],
    'CANCELLED',
    [AUTHORISE, TOLD_AUTHORISED, CAPTURE, CANCEL],
  ],
  [
    'it is called off when it is taken',
    [...captured, 'cancel', 'cancel', ['refund', DONE]],
    'REFUNDED',
    [AUTHORISE, TOLD_AUTHORISED, CAPTURE, TOLD_CAPTURED, REFUND],
  ],
  [
    'it is called off when it was declined',
    ['authorise', ['authorise', DECLINED], 'cancel'],
    'DECLINED',
    [AUTHORISE, TOLD_DECLINED, CANCEL],
  ],
])('when %s', async (_when, steps, status, emitted) => {
  const run = startRun(subgraph);
  await follow(run, steps);
  expect((await run.payment())?.status).toBe(status);
  expect(run.emitted).toEqual(emitted);
});

test('what was called off is not authorised', async () => {
  const run = startRun(subgraph);
  expect(await run.ask('cancel')).toEqual({});
  expect(await run.ask('authorise')).toEqual({ failed: 'CANCELLED' });
});

test('what is not held is not captured', async () => {
  const run = startRun(subgraph);
  expect(await run.ask('capture')).toEqual({ failed: 'NOT_AUTHORISED' });
  await run.ask('authorise');
  expect(await run.ask('capture')).toEqual({ failed: 'NOT_AUTHORISED' });
  await follow(run, [['authorise', HELD]]);
  expect(await run.ask('capture')).toEqual({});
  await follow(run, [['capture', DECLINED]]);
  expect(await run.ask('capture')).toEqual({ failed: 'NOT_AUTHORISED' });
});

test('why it is declined is kept: by the issuer, or because nobody could be asked', async () => {
  for (const [told, code] of [
    [DECLINED, 'DECLINED'],
    [EXPIRED, 'UNAVAILABLE'],
  ] as const) {
    const run = startRun(subgraph);
    await follow(run, ['authorise', ['authorise', told], 'cancel']);
    expect(await run.payment()).toMatchObject({ status: 'DECLINED', declineCode: code });
  }
});

test('asked for and called off by many at once, an order has one payment, and the provider is asked once', async () => {
  const run = startRun(subgraph);
  const together = ['authorise', 'cancel', 'authorise', 'authorise', 'cancel'] as const;
  await Promise.all(together.map((what) => run.ask(what)));
  expect((await run.payment())?.status).toBe('CANCELLED');
  expect(run.emitted.filter((name) => name === AUTHORISE).length).toBeLessThanOrEqual(1);
  expect(run.emitted.filter((name) => name === CANCEL)).toEqual(
    run.emitted.filter((name) => name === AUTHORISE).map(() => CANCEL),
  );
});
