import { drawProcess, type Transition } from '@strata/basis-subgraph';
import { orderProcess } from '../src/order.process.ts';

/** One way through the process: the steps that were taken, what was asked for on the way, and where it led. */
interface Way {
  readonly steps: readonly string[];
  readonly asked: readonly string[];
  readonly stage: string;
}

const stepsOf = (stage: string): Record<string, Transition> =>
  (orderProcess.states as Record<string, Record<string, Transition>>)[stage] ?? {};

/** What has to be asked for before others have anything to tell. */
const CAUSES: Readonly<Record<string, string>> = {
  'inventory.ReservationExpired': 'inventory.reserve',
  'payments.PaymentAuthorised': 'payments.authorise',
  'payments.PaymentDeclined': 'payments.authorise',
  'payments.PaymentCaptured': 'payments.capture',
};

/** Whether a step can come now: people ask for what they like, the others answer what they were asked. */
function canCome(step: string, asked: readonly string[]): boolean {
  const cause = CAUSES[step] ?? (step.includes('.') ? step.split(' ')[0] : undefined);
  return cause === undefined || asked.includes(cause);
}

/** Every way through the process, to its ends. No step is taken twice. */
function ways(way: Way): Way[] {
  const on = Object.entries(stepsOf(way.stage)).filter(
    ([step]) => !way.steps.includes(step) && canCome(step, way.asked),
  );
  if (on.length === 0) return [way];
  return on.flatMap(([step, { to, asks = [] }]) =>
    ways({ steps: [...way.steps, step], asked: [...way.asked, ...asks], stage: to }),
  );
}

/** What has to be done, and is tried until it is. */
const UNDOING = ['inventory.release', 'payments.cancel'];

const { step, asks, to } = orderProcess.begins;
const all = ways({ steps: [step], asked: [...asks], stage: to });
const said = ({ steps }: Way) => steps.join(' → ');

test('every way ends, delivered or called off', () => {
  expect(new Set(all.map(({ stage }) => stage))).toEqual(new Set(['DELIVERED', 'CANCELLED', 'REJECTED']));
});

test('an order that is called off gives back what may have been reserved', () => {
  const left = all.filter(
    ({ stage, steps, asked }) =>
      stage !== 'DELIVERED' && !steps.includes('inventory.reserve failed') && !asked.includes('inventory.release'),
  );
  expect(left.map(said)).toEqual([]);
});

test('an order that is called off lets go of money that may be held, unless there is none', () => {
  const left = all.filter(
    ({ stage, steps, asked }) =>
      stage !== 'DELIVERED' &&
      asked.includes('payments.authorise') &&
      !steps.includes('payments.PaymentDeclined') &&
      !asked.includes('payments.cancel'),
  );
  expect(left.map(said)).toEqual([]);
});

test('no order is delivered that is not paid for, or whose pieces have not left', () => {
  const delivered = all.filter(({ stage }) => stage === 'DELIVERED');
  for (const { steps } of delivered) {
    expect(steps).toEqual(expect.arrayContaining(['inventory.take done', 'payments.PaymentCaptured']));
  }
});

test('whatever becomes of a task that an order waits for, there is a step for it', () => {
  const stages = [orderProcess.begins, ...Object.values(orderProcess.states).flatMap((each) => Object.values(each))];
  const waited = stages.flatMap((transition: Transition) =>
    (transition.asks ?? [])
      .filter((task) => !UNDOING.includes(task) && !task.startsWith('sso.notify') && task !== 'inventory.keep')
      .map((task) => [transition.to, task] as const),
  );
  const missing = waited.flatMap(([stage, task]) =>
    ['failed', 'expired'].map((end) => `${task} ${end}`).filter((outcome) => !(outcome in stepsOf(stage))),
  );
  expect(missing).toEqual([]);
});

test('is drawn as a diagram', () => {
  const lines = drawProcess(orderProcess).split('\n');
  expect(lines[0]).toBe('stateDiagram-v2');
  expect(lines).toContain('  [*] --> PLACED: placeOrder / asks inventory.reserve');
  expect(lines).toContain('  PLACED --> REJECTED: inventory.reserve failed / OUT_OF_STOCK');
  expect(lines).toContain('  DELIVERED --> [*]');
});
