import { startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import fc from 'fast-check';
import { payments } from '../src/index.ts';
import { AMOUNT, type Asked, type Asking, type PaymentRun, startRun, type Told } from './support/payment-run.ts';

const RUNS = 300;
/** Where a payment may rest. */
const ENDS = ['AUTHORISED', 'CANCELLED', 'CAPTURED', 'DECLINED', 'REFUNDED'];

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(payments);
});
afterAll(() => subgraph.stop());

/** A provider that keeps what payments-eg promises: what is cancelled stays so, and each thing happens once. */
class Provider {
  held = 0n;
  captured = 0n;
  refunded = 0n;
  private isCancelled = false;

  carryOut(name: string, declines: boolean): Told {
    switch (name) {
      case 'payments-eg.authorise':
        if (this.isCancelled) return { failed: 'DECLINED' };
        this.held = BigInt(AMOUNT.minor);
        // The worst of providers: the answer to the first attempt was lost, the second was declined.
        if (declines) return { failed: 'DECLINED' };
        return { done: { reference: 'the provider’s name' } };
      case 'payments-eg.capture':
        if (this.isCancelled || declines) return { failed: 'DECLINED' };
        this.captured = this.held;
        this.held = 0n;
        return { done: {} };
      case 'payments-eg.cancel':
        this.isCancelled = true;
        this.held = 0n;
        this.refunded = this.captured;
        return { done: {} };
      default:
        this.refunded = this.captured;
        return { done: {} };
    }
  }

  get kept(): bigint {
    return this.held + this.captured - this.refunded;
  }
}

/** What is under way at the provider: it happens, and is told of, whenever; or it has expired, and happens later. */
class World {
  readonly provider = new Provider();
  private readonly results = new Map<Asked, Told>();
  private readonly late: string[] = [];

  constructor(readonly run: PaymentRun) {}

  happen(nth: number, declines: boolean): void {
    const waiting = this.run.open.filter((asked) => !this.results.has(asked));
    const asked = waiting[nth % Math.max(waiting.length, 1)];
    if (asked !== undefined) this.results.set(asked, this.provider.carryOut(asked.name, declines));
    else this.happenLate();
  }

  /** An attempt that was under way when its task expired. */
  happenLate(): void {
    const name = this.late.shift();
    if (name !== undefined) this.provider.carryOut(name, false);
  }

  async tell(nth: number): Promise<void> {
    const [asked, told] = [...this.results][nth % Math.max(this.results.size, 1)] ?? [];
    if (asked === undefined || told === undefined) return;
    this.results.delete(asked);
    await this.run.tell(asked, told);
  }

  /** Only these have a deadline. It may have happened, too. */
  async expire(): Promise<void> {
    const asked = this.run.open.find(({ name }) => /authorise|capture/.test(name));
    if (asked === undefined) return;
    if (!this.results.delete(asked)) this.late.push(asked.name);
    await this.run.tell(asked, { failed: 'DEADLINE' });
  }

  /** All that is under way comes to its end. */
  async settle(): Promise<void> {
    while (this.run.open.length > 0) {
      this.happen(0, false);
      await this.tell(0);
    }
    while (this.late.length > 0) this.happenLate();
  }
}

type Step =
  | { kind: 'ask'; what: Asking }
  | { kind: 'happen'; nth: number; declines: boolean }
  | { kind: 'tell'; nth: number }
  | { kind: 'expire' };

const ask = (what: Asking): Step => ({ kind: 'ask', what });
const HAPPEN: Step = { kind: 'happen', nth: 0, declines: false };
const TELL: Step = { kind: 'tell', nth: 0 };
const AUTHORISED = [ask('authorise'), HAPPEN, TELL];
const CAPTURING = [...AUTHORISED, ask('capture')];
const CAPTURED = [...CAPTURING, HAPPEN, TELL];

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Asking[]>('authorise', 'capture', 'cancel').map(ask),
  fc.record({ kind: fc.constant('happen' as const), nth: fc.nat(3), declines: fc.nat(4).map((n) => n === 0) }),
  fc.record({ kind: fc.constant('tell' as const), nth: fc.nat(3) }),
  fc.constant<Step>({ kind: 'expire' }),
);
/** From each status on, for what is random seldom comes far. */
const manySteps = fc
  .tuple(fc.constantFrom<Step[][]>([], AUTHORISED, CAPTURING, CAPTURED), fc.array(anyStep, { maxLength: 12 }))
  .map(([beginning, rest]) => [...beginning, ...rest]);

async function take(world: World, step: Step): Promise<void> {
  if (step.kind === 'ask') await world.run.ask(step.what);
  else if (step.kind === 'happen') world.happen(step.nth, step.declines);
  else if (step.kind === 'tell') await world.tell(step.nth);
  else await world.expire();
}

test('whatever comes in whatever order, what the provider has is what the payment says', async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(manySteps, async (steps) => {
    const world = new World(startRun(subgraph));
    const { run, provider } = world;
    for (const step of steps) await take(world, step);
    await world.settle();
    const status = (await run.payment())?.status ?? 'NONE';
    seen.add(status);
    const isOurs = ['AUTHORISED', 'CAPTURED'].includes(status);
    expect([status, provider.kept]).toEqual([status, isOurs ? BigInt(AMOUNT.minor) : 0n]);
    expect(provider.captured > provider.refunded).toBe(status === 'CAPTURED');
    const wasCancelled = steps.some((step) => step.kind === 'ask' && step.what === 'cancel');
    if (wasCancelled) expect(['DECLINED', 'CANCELLED', 'REFUNDED']).toContain(status);
    expect(new Set(run.emitted).size).toBe(run.emitted.length);
  });
  await fc.assert(property, { numRuns: RUNS });
  expect([...seen].filter((status) => status !== 'NONE').sort()).toEqual(ENDS);
}, 120_000);
