// demo

import { jest } from '@jest/globals';
import { createBullTransport, type Transport } from '@strata/basis-messaging';
import {
  createTestQueue,
  END_CONNECTIONS,
  redisIsInstalled,
  silentLogger,
  startTestRedis,
  startTestSystem,
  type TestRedis,
  type TestSystem,
} from '@strata/basis-testing';
import { Client } from 'pg';
import { composition } from '../strata.ts';
import { eventually } from './running-system.ts';

jest.setTimeout(180_000);

const backends = ['PostgreSQL', ...(redisIsInstalled() ? ['Redis'] : [])];
const CHANGES = 10_000;
const WRITERS = 4;
const PRODUCT_KEEPERS = ['inventory', 'orders', 'reviews'];
const CLEAN = { differing: 0, missing: 0, extra: 0, repaired: 0 };
const RENAME = `mutation ($id: ID!, $name: String!) {
  updateProduct(input: { id: $id, name: $name }) { product { name version } } }`;

describe.each(backends)('over BullMQ on %s', (backend) => {
  const releases: (() => Promise<unknown> | unknown)[] = [];
  let system: TestSystem;
  let redis: TestRedis | undefined;
  let wipe: () => Promise<unknown>;
  let products: { id: string; name: string }[];

  async function openTransport(): Promise<Transport> {
    const logger = silentLogger();
    if (backend === 'Redis') {
      redis = await startTestRedis();
      const { url, stop } = redis;
      releases.push(stop);
      const { createClient } = await import('redis');
      wipe = async () => {
        const client = await createClient({ url }).connect();
        await client.flushAll();
        client.destroy();
      };
      return createBullTransport({ redisUrl: url }, logger);
    }
    const queue = await createTestQueue();
    releases.push(() => queue.drop());
    wipe = () => onDatabase(queue.url, (client) => client.query('truncate bullmq.job cascade'));
    return createBullTransport({ postgresUrl: queue.url }, logger);
  }

  beforeAll(async () => {
    const transport = await openTransport();
    releases.push(() => transport.stop());
    system = await startTestSystem(composition, { transport: Promise.resolve(transport) });
    releases.push(() => system.stop());
    await system.settled();
    products = (await system.ask('{ products(first: 30) { nodes { id name } } }')).data.products.nodes;
  });
  afterAll(async () => {
    for (const release of releases.reverse()) await release();
  });

  function service(name: string) {
    const found = system.hosted().find(({ definition }) => definition.name === name);
    if (found?.messaging === undefined) throw new Error(`${name} does not run, or without messages.`);
    return { ...found, messaging: found.messaging };
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of a row
  const sql = (name: string, statement: string, values: unknown[] = []): Promise<any[]> =>
    service(name).orm.em.fork().execute(statement, values);

  async function rename(id: string, name: string): Promise<number> {
    const { data, errors } = await system.ask(RENAME, { id, name }, 'staff');
    expect(errors).toBeUndefined();
    return data.updateProduct.product.version;
  }

  /** So many changes, each in a transaction of its own; `meanwhile` is told how many were made. */
  async function change(count: number, meanwhile: (made: number) => Promise<unknown> | unknown): Promise<void> {
    let begun = 0;
    const write = async () => {
      for (let turn = begun++; turn < count; turn = begun++) {
        const { id = '' } = products[turn % products.length] ?? {};
        await sql('catalog', 'update product set name = ?, version = version + 1 where id = ?', [`Change ${turn}`, id]);
        service('catalog').messaging.wake();
        await meanwhile(turn);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
  }

  async function expectEqualCopies(): Promise<void> {
    await system.settled();
    for (const name of PRODUCT_KEEPERS) {
      expect(await service(name).messaging.replicas.check('catalog.Product')).toMatchObject(CLEAN);
    }
  }

  test('a product that is renamed while orders is stopped is renamed there once it starts, once', async () => {
    const [{ id } = { id: '' }] = products;
    await system.stopService('orders');
    const version = await rename(id, 'Renamed meanwhile');
    await system.startService('orders');
    await system.settled();
    expect(await sql('orders', 'select name, version::int from product_replica where id = ?', [id])).toEqual([
      { name: 'Renamed meanwhile', version },
    ]);
    expect(service('orders').messaging.inbox.counters.messages).toBe(1);
    const [letters] = await sql('orders', 'select count(*)::int as count from inbox.dead_letter');
    expect(letters).toEqual({ count: 0 });
  });

  test(`queues that lose all that they hold in the middle of ${CHANGES} changes lose none of them`, async () => {
    await change(CHANGES, async (made) => {
      if (made % (CHANGES / 4) === CHANGES / 8) await wipe();
    });
    await expectEqualCopies();
    const [last] = await sql('catalog', 'select sum(version)::int as sum from product');
    const [copied] = await sql('orders', 'select sum(version)::int as sum from product_replica');
    expect(copied).toEqual(last);
  });

  test('a replica is built anew while products change and order lists are read', async () => {
    const LIST = '{ orders(first: 5) { nodes { number lines { product { name } } } } }';
    const { replicas } = service('orders').messaging;
    const [before] = (await replicas.status()).filter(({ entity }) => entity === 'catalog.Product');
    const isReady = async () => {
      const [now] = (await replicas.status()).filter(({ entity }) => entity === 'catalog.Product');
      return now?.state === 'ready' && now.generation === (before?.generation ?? 0) + 1;
    };
    const names: unknown[] = [];
    await replicas.rebuild('catalog.Product');
    const read = async () => {
      const { data, errors } = await system.ask(LIST, {}, 'customer');
      expect(errors).toBeUndefined();
      for (const { lines } of data.orders.nodes) names.push(...lines.map(({ product }: never) => product));
    };
    await change(200, async (made) => {
      if (made % 20 === 0) await read();
    });
    await eventually('the replica is built', isReady);
    await read();
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((product) => typeof (product as { name?: unknown } | null)?.name === 'string')).toBe(true);
    await expectEqualCopies();
  });

  test('a service whose database lets nobody in disturbs no other, and catches up', async () => {
    const [, { id } = { id: '' }] = products;
    const [{ name: database }] = await sql('inventory', 'select current_database() as name');
    const admin = process.env.STRATA_TEST_DATABASE_URL ?? '';
    await onDatabase(admin, async (client) => {
      await client.query(`alter database "${database}" with allow_connections false`);
      try {
        await client.query(END_CONNECTIONS, [database]);
        const version = await rename(id, 'Renamed behind a closed door');
        const arrived = 'select from product_replica where id = ? and version = ?';
        await eventually('orders has it', async () => (await sql('orders', arrived, [id, version])).length === 1);
        const { errors } = await system.ask(
          '{ orders(first: 1) { nodes { lines { product { name } } } } }',
          {},
          'customer',
        );
        expect(errors).toBeUndefined();
        expect(await service('inventory').isReady()).toBe(false);
      } finally {
        await client.query(`alter database "${database}" with allow_connections true`);
      }
    });
    await eventually('inventory is back', () => service('inventory').isReady());
    await expectEqualCopies();
  });

  test('a disk that is full when a change is published fails the mutation, and nothing of it is kept', async () => {
    const [, , { id } = { id: '' }] = products;
    const state = () =>
      sql(
        'catalog',
        'select name, version, (select count(*) from outbox.message) as messages from product where id = ?',
        [id],
      );
    const before = await state();
    await sql(
      'catalog',
      `create function outbox.full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
    );
    await sql(
      'catalog',
      'create trigger full_disk before insert on outbox.message for each row execute function outbox.full_disk()',
    );
    try {
      const { errors } = await system.ask(RENAME, { id, name: 'Never' }, 'staff');
      expect(errors).toMatchObject([{ extensions: { code: 'OUTBOX_UNAVAILABLE' } }]);
      expect(JSON.stringify(errors)).not.toMatch(/53100|No space|extend file/);
    } finally {
      await sql('catalog', 'drop function outbox.full_disk() cascade');
    }
    expect(await state()).toEqual(before);
    await rename(id, 'Now there is room');
    await expectEqualCopies();
  });

  if (backend === 'Redis') {
    test('while Redis is down mutations commit, and arrive when it is back, empty', async () => {
      const [, , , { id } = { id: '' }] = products;
      await redis?.kill();
      let version = 0;
      try {
        for (let turn = 1; turn <= 10; turn += 1) version = await rename(id, `Without Redis ${turn}`);
        expect(await sql('orders', 'select from product_replica where id = ? and version = ?', [id, version])).toEqual(
          [],
        );
      } finally {
        await redis?.restart();
      }
      await expectEqualCopies();
      expect(await sql('orders', 'select name, version::int from product_replica where id = ?', [id])).toEqual([
        { name: 'Without Redis 10', version },
      ]);
    });
  }
});

async function onDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
