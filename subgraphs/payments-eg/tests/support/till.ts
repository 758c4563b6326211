import { setImmediate } from 'node:timers/promises';
import type { WireMoney } from '@strata/basis-contract';
import { type Environment, newId, type Viewer } from '@strata/basis-core';
import type { Checkpoint, OutsideUnit, Reply } from '@strata/basis-messaging';
import { admitViewer, type GraphQLResult } from '@strata/basis-network';
import { createSwitchedClient, type HostedSubgraph, hostSubgraph, runCommand } from '@strata/basis-subgraph';
import { createTestDatabase, nobody, openTestTransport, silentLogger } from '@strata/basis-testing';
import * as contract from '@strata/sdk-payments-eg';
import { paymentsEg } from '../../src/index.ts';
import type { Operation, PaymentProvider } from '../../src/provider.ts';
import { ProviderAttempt } from '../../src/provider-attempt.entity.ts';
import { paymentProviders } from '../../src/providers.ts';

/** How long a task may take, with all that goes wrong. */
const PATIENCE_MS = 25_000;
const MINUTE_MS = 60_000;
const { authorise, capture, cancel, refund } = contract;
/** It asks itself for its tasks. */
const DEFINITION = { ...paymentsEg, asks: [...(paymentsEg.asks ?? []), authorise, capture, cancel, refund] };

/** payments-eg in two processes on a database of their own, and somebody who asks for its tasks. */
export interface Till {
  /** One of its processes. */
  hosted(): HostedSubgraph;
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
  /** What comes of so many attempts is not stored, as if their process had died: another attempt follows. */
  loseRecords(count: number): void;
  /** Stops both processes, and starts them with other settings. */
  restart(environment: Environment): Promise<void>;
  stop(): Promise<void>;
}

/** @param environment of each process */
export async function startTill(environment: Environment): Promise<Till> {
  const queues = openTestTransport(silentLogger());
  const database = await createTestDatabase(DEFINITION);
  let lost = 0;
  const checkpoint = (point: Checkpoint) => {
    if (point !== 'before the commit of a task' || lost === 0) return;
    lost -= 1;
    throw new Error('The process died.');
  };
  const start = async (settings: Environment) =>
    hostSubgraph(DEFINITION, {
      databaseUrl: database.url,
      environment: { ...settings },
      logger: silentLogger(),
      development: true,
      services: createSwitchedClient,
      trust: { services: [] },
      transport: queues.transport,
      checkpoint,
    });
  const drop = async () => {
    await queues.drop();
    await database.drop();
  };
  const processes = [
    await start(environment).catch(async (error) => {
      await drop();
      throw error;
    }),
    await start(environment),
  ];
  const stopAll = () => Promise.all(processes.splice(0).map((each) => each.stop()));
  const first = () => {
    const [hosted] = processes;
    if (hosted?.messaging === undefined) throw new Error('The till is closed.');
    return { hosted, tasks: hosted.messaging.tasks };
  };
  const options = { timeoutMs: PATIENCE_MS };
  return {
    hosted: () => first().hosted,
    ask(query, variables, viewer) {
      const identity = admitViewer(viewer, new Date(Date.now() + MINUTE_MS));
      return first().hosted.client.execute({ query, variables, identity, requestId: newId() });
    },
    authorise: (paymentId, amount) =>
      first().tasks.request(authorise, { id: newId() }, { paymentId, amount: euros(amount) }, options),
    capture: (paymentId, reference, amount) =>
      first().tasks.request(capture, { id: newId() }, { paymentId, reference, amount: euros(amount) }, options),
    cancel: (paymentId) => first().tasks.request(cancel, { id: newId() }, { paymentId }, options),
    refund: (paymentId, reference, amount) =>
      first().tasks.request(refund, { id: newId() }, { paymentId, reference, amount: euros(amount) }, options),
    provider() {
      const { orm } = first().hosted;
      const run: OutsideUnit['run'] = (command, input) => {
        const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
        return runCommand(orm, command, origin, input);
      };
      return paymentProviders.through(paymentProviders.chosen(environment), { environment, run });
    },
    async timesAsked(paymentId) {
      const attempts = await first().hosted.orm.em.fork().find(ProviderAttempt, { paymentId });
      const byOperation = Map.groupBy(attempts, ({ operation }) => operation);
      return Object.fromEntries([...byOperation].map(([operation, each]) => [operation, each.length]));
    },
    async isAsked(paymentId, operation) {
      const em = first().hosted.orm.em.fork();
      while ((await em.count(ProviderAttempt, { paymentId, operation })) === 0) await setImmediate();
    },
    loseRecords(count) {
      lost = count;
    },
    async restart(settings) {
      await stopAll();
      processes.push(await start(settings), await start(settings));
    },
    async stop() {
      await stopAll();
      await drop();
    },
  };
}

const euros = (amount: string): WireMoney => ({ minor: amount.replace('.', ''), currency: 'EUR' });
