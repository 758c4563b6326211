import type { Emission } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { inTransaction, type OutcomeDefinition, type TaskDefinition, type Unit } from '@strata/basis-messaging';
import { emittingOf } from '@strata/basis-subgraph';
import { nobody, silentLogger, type TestSubgraph } from '@strata/basis-testing';
import { payments } from '../../src/index.ts';
import { Payment } from '../../src/payment.entity.ts';
import { authoriseOutcome, cancelOutcome, captureOutcome, refundOutcome } from '../../src/payment.outcomes.ts';
import { authoriseTask, cancelTask, captureTask } from '../../src/payment.tasks.ts';

const TASKS = { authorise: authoriseTask, capture: captureTask, cancel: cancelTask };
const OUTCOMES = [authoriseOutcome, captureOutcome, cancelOutcome, refundOutcome];

/** What others may ask for. */
export type Asking = keyof typeof TASKS;

/** What the provider was asked for, and has not told the outcome of. */
export interface Asked {
  name: string;
  input: { paymentId: string; amount?: { minor: string } };
  aggregateId: string;
}

/** What comes of it. */
export type Told = { done: object } | { failed: string };

/** The payment of one order, whose tasks and outcomes come in the order that a test wants, a transaction each. */
export interface PaymentRun {
  readonly orderId: string;
  readonly customerId: string;
  /** What was emitted so far, by name: events and what the provider was asked for. */
  readonly emitted: string[];
  /** What the provider was asked for and has not answered. */
  readonly open: Asked[];
  ask(what: Asking): Promise<object>;
  /** Tells what came of something that is open. */
  tell(asked: Asked, told: Told): Promise<void>;
  payment(): Promise<Payment | null>;
}

export const AMOUNT = { minor: '1999', currency: 'EUR' };

/** A run on a hosted payments. */
export function startRun({ orm }: TestSubgraph): PaymentRun {
  const [orderId, customerId] = [newId(), newId()];
  const emitted: string[] = [];
  const open: Asked[] = [];

  async function transaction<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
    const emissions: Emission[] = [];
    const result = await inTransaction(
      orm,
      origin,
      (unit) => {
        emissions.length = 0;
        const emit = (emission: Emission) => {
          emissions.push(emission);
          unit.emit(emission);
        };
        return work({ ...unit, emit });
      },
      { emitting: emittingOf(payments) },
    );
    for (const { contract, aggregate, payload } of emissions) {
      emitted.push(contract.name);
      if (contract.kind === 'task') {
        open.push({ name: contract.name, input: payload as Asked['input'], aggregateId: aggregate.id });
      }
    }
    return result;
  }

  return {
    orderId,
    customerId,
    emitted,
    open,
    ask(what) {
      const input = what === 'capture' ? { orderId } : { orderId, customerId, amount: AMOUNT };
      return transaction((unit) => handle(TASKS[what], input, unit));
    },
    async tell(asked, told) {
      open.splice(open.indexOf(asked), 1);
      const definition = OUTCOMES.find(({ task }) => task.name === asked.name) as OutcomeDefinition;
      await transaction(async (unit) => {
        const outcome = { ...unit, taskId: newId(), aggregateId: asked.aggregateId };
        if ('done' in told) await definition.done(told.done, asked.input, outcome);
        else await definition.failed(told.failed, asked.input, outcome);
      });
    },
    payment: () => orm.em.fork().findOne(Payment, { orderId }),
  };
}

function handle({ work }: TaskDefinition, input: object, unit: Unit): Promise<object> {
  if (work.place === 'outside') throw new Error('Payments has no task outside.');
  const { signal } = new AbortController();
  return work.handle(input, { ...unit, attempt: 1, idempotencyKey: newId(), signal, deadlineAt: null });
}
