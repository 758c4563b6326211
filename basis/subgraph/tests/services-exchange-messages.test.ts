import { newId } from '@strata/basis-core';
import { createBullTransport, type Transport } from '@strata/basis-messaging';
import {
  createTestDatabase,
  createTestQueue,
  END_CONNECTIONS,
  nobody,
  redisIsInstalled,
  settled,
  silentLogger,
  startTestRedis,
  type TestDatabase,
} from '@strata/basis-testing';
import { Client } from 'pg';
import {
  createSwitchedClient,
  emittingOf,
  type HostedSubgraph,
  hostSubgraph,
  runCommand,
  type SubgraphDefinition,
} from '../src/index.ts';
import { depot, FIRST_TOYS, maker, makeToy, Note, Toy, ToyReplica } from './support/toy-services.ts';

const backends = ['PostgreSQL', ...(redisIsInstalled() ? ['Redis'] : [])];
/** Something that nobody waited for has failed: where it was, nothing says. */
const unheard: unknown[] = [];
const hear = (error: unknown) => void unheard.push(error);
beforeAll(() => void process.on('unhandledRejection', hear));
afterAll(() => void process.off('unhandledRejection', hear));

/** A database that can be closed to everybody, and the service that lives on it. */
interface Place {
  database: TestDatabase;
  hosted: HostedSubgraph;
}

describe.each(backends)('over BullMQ on %s', (backend) => {
  const logger = silentLogger();
  const releases: (() => Promise<unknown> | unknown)[] = [];
  let transport: Transport;
  let wipe: () => Promise<unknown>;
  let places: Map<string, Place>;
  let admin: Client;

  const hosted = (name: string) => (places.get(name) as Place).hosted;
  const running = () => [...places.values()].map((place) => place.hosted);

  const openTransport = async () => {
    if (backend === 'Redis') {
      const redis = await startTestRedis();
      releases.push(() => redis.stop());
      const { createClient } = await import('redis');
      const client = await createClient({ url: redis.url }).connect();
      releases.push(() => client.destroy());
      wipe = () => client.flushAll();
      return createBullTransport({ redisUrl: redis.url }, logger);
    }
    const queue = await createTestQueue();
    releases.push(() => queue.drop());
    wipe = () => onDatabase(queue.url, 'truncate bullmq.job cascade');
    return createBullTransport({ postgresUrl: queue.url }, logger);
  };
  const host = (definition: SubgraphDefinition, databaseUrl: string) =>
    hostSubgraph(definition, {
      databaseUrl,
      logger,
      development: true,
      services: createSwitchedClient,
      trust: { services: [] },
      transport,
    });
  const start = async (definition: SubgraphDefinition) => {
    const database = places.get(definition.name)?.database ?? (await createTestDatabase(definition));
    places.set(definition.name, { database, hosted: await host(definition, database.url) });
  };
  const make = async (toyId: string, name: string) => {
    const { orm, messaging } = hosted('maker');
    const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger };
    const emitting = emittingOf(maker);
    await runCommand(orm, makeToy, { ...origin, emitting, afterCommit: () => messaging?.wake() }, { toyId, name });
  };
  const notes = async (name: string) => {
    const found = await hosted(name)
      .orm.em.fork()
      .find(Note, {}, { orderBy: { id: 'asc' } });
    return found.map(({ what }) => what);
  };

  beforeEach(async () => {
    places = new Map();
    unheard.length = 0;
    admin = new Client({ connectionString: process.env.STRATA_TEST_DATABASE_URL });
    await admin.connect();
    transport = await openTransport();
    await Promise.all([start(maker), start(depot)]);
  });
  afterEach(async () => {
    await Promise.all(running().map((service) => service.stop()));
    await transport.stop();
    await Promise.all([...places.values()].map(({ database }) => database.drop()));
    for (const release of releases.splice(0).reverse()) await release();
    await admin.end();
    expect(unheard).toEqual([]);
  });

  async function expectCopies(): Promise<void> {
    const rows = await hosted('maker')
      .orm.em.fork()
      .find(Toy, {}, { orderBy: { id: 'asc' } });
    const copies = await hosted('depot')
      .orm.em.fork()
      .find(ToyReplica, {}, { orderBy: { id: 'asc' } });
    const plain = ({ id, version, name, made }: Toy | ToyReplica) => ({ id, version, name, made });
    expect(copies.map(plain)).toEqual(rows.map(plain));
  }

  test('rows are copied, events handled, tasks carried out and their outcomes taken in', async () => {
    expect(await hosted('depot').messaging?.ready(20_000)).toBe(true);
    expect(await hosted('depot').orm.em.fork().count(ToyReplica)).toBe(FIRST_TOYS);
    const [bear, knife] = [newId(), newId()];
    await make(bear, 'bear');
    await make(bear, 'brown bear');
    await make(knife, 'toy knife');
    await settled(running);
    await expectCopies();
    expect((await notes('depot')).sort()).toEqual([`${bear} 1`, `${bear} 2`, `${knife} 1`, 'stored bear'].sort());
    expect((await notes('maker')).sort()).toEqual(['bear is on shelf 4', 'toy knife is not stored: UNSAFE']);
  });

  test('a service whose database shuts everybody out disturbs nobody, and catches up', async () => {
    await settled(running);
    const name = new URL(places.get('depot')?.database.url ?? '').pathname.slice(1);
    await admin.query(`alter database "${name}" with allow_connections false`);
    await admin.query(END_CONNECTIONS, [name]);
    const toys = Array.from({ length: 5 }, newId);
    for (const toy of toys) await make(toy, 'train');
    expect(await hosted('depot').isReady()).toBe(false);
    expect(await hosted('maker').isReady()).toBe(true);
    await admin.query(`alter database "${name}" with allow_connections true`);
    await settled(running);
    await expectCopies();
    const stored = toys.map(() => 'stored train');
    expect((await notes('depot')).sort()).toEqual([...toys.map((toy) => `${toy} 1`), ...stored].sort());
  });

  test('what was on its way when a service stopped, or the queue forgot it, is taken in once', async () => {
    await settled(running);
    const toys = Array.from({ length: 30 }, newId);
    for (const [index, toy] of toys.entries()) {
      await make(toy, 'kite');
      if (index === 10) await hosted('depot').stop();
      if (index === 12) await wipe();
      if (index === 15) await start(depot);
      if (index === 20) await wipe();
    }
    await settled(running);
    await expectCopies();
    const stored = toys.map(() => 'stored kite');
    expect((await notes('depot')).sort()).toEqual([...toys.map((toy) => `${toy} 1`), ...stored].sort());
    expect(await notes('maker')).toEqual(toys.map(() => 'kite is on shelf 4'));
  });
});

test('without a transport, messages wait in the outbox', async () => {
  const database = await createTestDatabase(maker);
  const options = { databaseUrl: database.url, logger: silentLogger(), development: true, trust: { services: [] } };
  const hosted = await hostSubgraph(maker, { ...options, services: createSwitchedClient });
  const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
  await runCommand(hosted.orm, makeToy, { ...origin, emitting: emittingOf(maker) }, { toyId: newId(), name: 'ball' });
  const rows = await hosted.orm.em
    .fork()
    .execute<{ kind: string }[]>('select kind from outbox.message order by id desc limit 3');
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['entity', 'event', 'task']);
  expect(hosted.messaging).toBeUndefined();
  await hosted.stop();
  await database.drop();
});

async function onDatabase(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
