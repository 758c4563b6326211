import 'reflect-metadata';
import { createLogger, newId } from '@strata/basis-core';
import { type Checkpoint, createBullTransport, type MessagingSabotage } from '@strata/basis-messaging';
import { admitViewer } from '@strata/basis-network';
import { createSwitchedClient, type HostedSubgraph, hostSubgraph } from '@strata/basis-subgraph';
import { nobody } from '@strata/basis-testing';
import type { Order, Report, Sabotage } from './messages.ts';
import { subgraphs } from './services/subgraphs.ts';
import type { WritePlan } from './services/write.ts';
import { startWriters, type Workload } from './workload.ts';
import { wrongInboxes, wrongRelays } from './wrong-relays.ts';

// One process of one service of the chaos system. Its parent tells it when to write, and where to die.
const {
  CHAOS_SERVICE: service = '',
  CHAOS_MEMBER: member = '',
  CHAOS_LIFE: life = '',
  CHAOS_DATABASE_URL: databaseUrl = '',
  CHAOS_QUEUE_URL: queueUrl = '',
  CHAOS_SEED: seed = '',
  CHAOS_WRITERS: writers = '',
} = process.env;
const sabotage = (process.env.CHAOS_SABOTAGE || undefined) as Sabotage | undefined;
const MINUTE_MS = 60_000;

let dieAt: Checkpoint | undefined;
let workload: Workload | undefined;

function checkpoint(point: Checkpoint): void {
  if (point === dieAt) process.kill(process.pid, 'SIGKILL');
}

function say(report: Report): void {
  process.send?.(report);
}

async function start(): Promise<HostedSubgraph> {
  const definition = subgraphs.find(({ name }) => name === service);
  if (definition === undefined) throw new Error(`there is no service ${service}`);
  const logger = createLogger({ service, level: 'info' });
  const transport = await createBullTransport(
    queueUrl.startsWith('redis') ? { redisUrl: queueUrl } : { postgresUrl: queueUrl },
    logger,
  );
  const hosted = await hostSubgraph(definition, {
    databaseUrl,
    poolMax: 4,
    logger,
    development: true,
    services: createSwitchedClient,
    trust: { services: [] },
    transport,
    checkpoint,
    sabotage: sabotageOf(sabotage),
  });
  if (sabotage === 'batched updates') hosted.orm.config.set('useBatchUpdates', true);
  return hosted;
}

function sabotageOf(name: Sabotage | undefined): MessagingSabotage {
  const relay = name === undefined ? undefined : wrongRelays[name];
  const inbox = name === undefined ? undefined : wrongInboxes[name];
  return { ...(relay === undefined ? {} : { relay }), ...(inbox === undefined ? {} : { inbox }) };
}

async function write(hosted: HostedSubgraph, plan: WritePlan): Promise<void> {
  const { errors } = await hosted.client.execute({
    query: 'mutation ($plan: String!) { write(plan: $plan) }',
    variables: { plan: JSON.stringify(plan) },
    identity: admitViewer(nobody, new Date(Date.now() + MINUTE_MS)),
    requestId: newId(),
  });
  if (errors !== undefined && errors.length > 0) throw new Error(errors[0]?.message);
}

async function follow(hosted: HostedSubgraph, order: Order): Promise<void> {
  if (order.kind === 'die at') dieAt = order.checkpoint;
  else if (order.kind === 'live on') dieAt = undefined;
  else if (order.kind === 'write') {
    workload ??= startWriters((plan) => write(hosted, plan), {
      // A process that is started again writes something else than before.
      seed: (Number(seed) * 100 + Number(member)) * 100 + Number(life),
      writers: Number(writers),
      pace: sabotage === undefined ? 'steady' : 'dense',
      emitsFirst: sabotage === 'outbox row before the update',
    });
  } else {
    await workload?.stop();
    say({ kind: 'wrote the last' });
  }
}

const hosted = await start();
process.on('message', (order: Order) => void follow(hosted, order));
process.on('disconnect', () => process.exit(0));
say({ kind: 'ready' });
