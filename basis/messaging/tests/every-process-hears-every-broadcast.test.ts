import { randomUUID } from 'node:crypto';
import { silentLogger } from '@strata/basis-testing';
import { type BroadcastConsumer, createBroadcastConsumer } from '../src/inbox/broadcast.ts';
import { eventsQueue } from '../src/queue/transport.ts';
import type { Envelope, Position } from '../src/queue/wire.ts';
import { HandMadeSource, OrderPlaced, positionOf, until } from './support/inbox-stage.ts';
import { QueuesInMemory } from './support/queues-in-memory.ts';

interface Process {
  readonly consumer: BroadcastConsumer;
  /** Messages and flushes in the order that it was told of them. */
  readonly told: string[];
}

let queues: QueuesInMemory;
let orders: HandMadeSource;
const processes: Process[] = [];
beforeEach(() => {
  queues = new QueuesInMemory();
  orders = new HandMadeSource(queues);
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map(({ consumer }) => consumer.close()));
  await orders.listener.close();
});

async function start(onMessage: (id: number) => void = () => {}): Promise<Process> {
  const told: string[] = [];
  const consumer = createBroadcastConsumer({
    name: 'gateway',
    topics: [OrderPlaced.name],
    transport: queues,
    logger: silentLogger(),
    onMessage: ({ position: [, id] }) => {
      onMessage(id);
      told.push(`m${id}`);
    },
    onFlush: (source) => void told.push(`flush ${source}`),
  });
  const process = { consumer, told };
  processes.push(process);
  await until(
    () => consumer.isListening(),
    (is) => is,
  );
  return process;
}

async function send({ consumer }: Process, envelope: Envelope): Promise<void> {
  await queues.send(eventsQueue(consumer.name), [{ id: randomUUID(), data: envelope }]);
}

async function heard({ told }: Process, what: string): Promise<void> {
  await until(
    () => [...told],
    (seen) => seen.includes(what),
  );
}

const allAt = (id: number): Position[] => Array(8).fill(positionOf(id));

test('each process has a name of its own, and hears from where its source begins', async () => {
  orders.cursors = allAt(4);
  const [one, two] = [await start(), await start()];
  expect(one.consumer.name).toMatch(/^gateway@/);
  expect(one.consumer.name).not.toBe(two.consumer.name);
  expect(orders.subscriptions).toContainEqual({
    kind: 'subscribe',
    consumer: one.consumer.name,
    topics: [OrderPlaced.name],
    process: true,
  });
  for (const each of [one, two]) await send(each, orders.envelope(4, [{ id: 5 }, { id: 6 }]));
  for (const each of [one, two]) {
    await heard(each, 'm6');
    expect(each.told).toEqual(['flush orders', 'm5', 'm6']);
  }
  await until(
    () => orders.acks.filter(({ cursors }) => cursors.some(([, , id]) => id === 6)).map(({ consumer }) => consumer),
    (names) => names.includes(one.consumer.name) && names.includes(two.consumer.name),
  );
});

test('what comes twice, or overlaps, is heard once', async () => {
  const process = await start();
  await send(process, orders.envelope(0, [{ id: 1 }, { id: 2 }]));
  await send(process, orders.envelope(0, [{ id: 1 }, { id: 2 }]));
  await send(process, orders.envelope(0, [{ id: 1 }, { id: 2 }, { id: 3 }]));
  await heard(process, 'm3');
  expect(process.told).toEqual(['flush orders', 'm1', 'm2', 'm3']);
});

test('a gap makes it flush and go on', async () => {
  const process = await start();
  await send(process, orders.envelope(0, [{ id: 1 }]));
  await send(process, orders.envelope(7, [{ id: 8 }]));
  await heard(process, 'm8');
  expect(process.told).toEqual(['flush orders', 'm1', 'flush orders', 'm8']);
});

test('a source that begins a new epoch makes it flush and follow', async () => {
  const process = await start();
  await send(process, orders.envelope(0, [{ id: 1 }]));
  await heard(process, 'm1');
  orders.epoch = randomUUID();
  await send(process, orders.envelope(0, [{ id: 1 }]));
  await until(
    () => process.told.length,
    (count) => count === 3,
  );
  await send(process, orders.envelope(0, [{ id: 2 }]));
  await heard(process, 'm2');
  expect(process.told).toEqual(['flush orders', 'm1', 'flush orders', 'm2']);
});

test('a source that went on without the process makes it flush', async () => {
  const process = await start();
  orders.cursors = allAt(9);
  await orders.tell(process.consumer.name, { kind: 'subscribed' });
  await until(
    () => process.told.length,
    (count) => count === 2,
  );
  await send(process, orders.envelope(9, [{ id: 10 }]));
  await heard(process, 'm10');
  expect(process.told).toEqual(['flush orders', 'flush orders', 'm10']);
});

test('a message that cannot be taken in makes it flush, and is not lost silently', async () => {
  const process = await start((id) => {
    if (id === 2) throw new Error('not this one');
  });
  await send(process, orders.envelope(0, [{ id: 1 }, { id: 2 }, { id: 3 }]));
  await heard(process, 'm3');
  expect(process.told).toEqual(['flush orders', 'm1', 'flush orders', 'm3']);
});
