import { setImmediate } from 'node:timers/promises';
import type { WireMoney } from '@strata/basis-contract';
import { type Environment, newId, type Viewer } from '@strata/basis-core';
import type { OutsideUnit, Reply, Tasks } from '@strata/basis-messaging';
import { admitViewer, type GraphQLResult } from '@strata/basis-network';
import { runCommand } from '@strata/basis-subgraph';
import { nobody, silentLogger } from '@strata/basis-testing';
import * as contract from '@strata/sdk-payments-eg';
import { paymentsEg } from '../../src/index.ts';
import type { Operation, PaymentProvider } from '../../src/provider.ts';
import { ProviderAttempt } from '../../src/provider-attempt.entity.ts';
import { paymentProviders } from '../../src/providers.ts';
import { startTwoProcesses, type TwoProcesses } from './two-processes.ts';

/** How long a task may take, with all that goes wrong. */
const PATIENCE_MS = 80_000;
const MINUTE_MS = 60_000;
const { authorise, capture, cancel, refund } = contract;
/** It asks itself for its tasks. */
const DEFINITION = { ...paymentsEg, asks: [...(paymentsEg.asks ?? []), authorise, capture, cancel, refund] };

/** payments-eg in two processes, and somebody who asks for its tasks. */
export interface Till extends TwoProcesses {
  ask(query: string, variables: Record<string, unknown>, viewer: Viewer): Promise<GraphQLResult>;
  authorise(paymentId: string, amount: string): Promise<Reply<typeof authorise.output, 'DECLINED'>>;
  capture(paymentId: string, reference: string, amount: string): Promise<Reply<typeof capture.output, 'DECLINED'>>;
  cancel(paymentId: string): Promise<object>;
  refund(paymentId: string, reference: string, amount: string): Promise<object>;
  /** The chosen provider itself, as tasks ask it. */
  provider(): PaymentProvider;
  /** How often the provider was asked for each thing. */
  timesAsked(paymentId: string): Promise<Partial<Record<Operation, number>>>;
  /** Waits until the provider is asked for this. */
  isAsked(paymentId: string, operation: Operation): Promise<void>;
}

/** @param environment of each process */
export async function startTill(environment: Environment): Promise<Till> {
  const processes = await startTwoProcesses(DEFINITION, environment);
  const { hosted } = processes;
  const request: Tasks['request'] = (task, aggregate, input, options) => {
    const { messaging } = hosted();
    if (messaging === undefined) throw new Error('Tasks need messages.');
    return messaging.tasks.request(task, aggregate, input, options);
  };
  const patient = { timeoutMs: PATIENCE_MS };
  return {
    ...processes,
    ask(query, variables, viewer) {
      const identity = admitViewer(viewer, new Date(Date.now() + MINUTE_MS));
      return hosted().client.execute({ query, variables, identity, requestId: newId() });
    },
    authorise: (paymentId, amount) =>
      request(authorise, { id: newId() }, { paymentId, amount: euros(amount) }, patient),
    capture: (paymentId, reference, amount) =>
      request(capture, { id: newId() }, { paymentId, reference, amount: euros(amount) }, patient),
    cancel: (paymentId) => request(cancel, { id: newId() }, { paymentId }, patient),
    refund: (paymentId, reference, amount) =>
      request(refund, { id: newId() }, { paymentId, reference, amount: euros(amount) }, patient),
    provider() {
      const { orm } = hosted();
      const run: OutsideUnit['run'] = (command, input) => {
        const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
        return runCommand(orm, command, origin, input);
      };
      return paymentProviders.through(paymentProviders.chosen(environment), { environment, run });
    },
    async timesAsked(paymentId) {
      const attempts = await hosted().orm.em.fork().find(ProviderAttempt, { paymentId });
      const byOperation = Map.groupBy(attempts, ({ operation }) => operation);
      return Object.fromEntries([...byOperation].map(([operation, each]) => [operation, each.length]));
    },
    async isAsked(paymentId, operation) {
      const em = hosted().orm.em.fork();
      while ((await em.count(ProviderAttempt, { paymentId, operation })) === 0) await setImmediate();
    },
  };
}

const euros = (amount: string): WireMoney => ({ minor: String(Number(amount.replace('.', ''))), currency: 'EUR' });
