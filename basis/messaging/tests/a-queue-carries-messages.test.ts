import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, type Logger } from '@strata/basis-core';
import { createTestQueue, END_CONNECTIONS, redisIsInstalled, startTestRedis } from '@strata/basis-testing';
import { Client } from 'pg';
import { type BullConnection, createBullTransport } from '../src/queue/bull-transport.ts';
import type { Transport } from '../src/queue/transport.ts';

/** A server for queues, and the ways in which it fails. */
interface Place {
  connection: BullConnection;
  /** Ends every connection, and lets nobody in until it is back. */
  fail(): Promise<void>;
  comeBack(): Promise<void>;
  /** Loses everything that it holds. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

async function postgresPlace(): Promise<Place> {
  const database = await createTestQueue();
  const name = new URL(database.url).pathname.slice(1);
  const admin = new Client({ connectionString: process.env.STRATA_TEST_DATABASE_URL });
  await admin.connect();
  return {
    connection: { postgresUrl: database.url },
    async fail() {
      await admin.query(`alter database "${name}" with allow_connections false`);
      await admin.query(END_CONNECTIONS, [name]);
    },
    comeBack: async () => void (await admin.query(`alter database "${name}" with allow_connections true`)),
    async forget() {
      const inside = new Client({ connectionString: database.url });
      await inside.connect();
      await inside.query('truncate bullmq.job, bullmq.meta cascade');
      await inside.end();
    },
    async stop() {
      await admin.query(`alter database "${name}" with allow_connections true`);
      await admin.end();
      await database.drop();
    },
  };
}

async function redisPlace(): Promise<Place> {
  const redis = await startTestRedis();
  return {
    connection: { redisUrl: redis.url },
    fail: () => redis.kill(),
    comeBack: () => redis.restart(),
    async forget() {
      const { createClient } = await import('redis');
      const client = createClient({ url: redis.url });
      await client.connect();
      await client.flushAll();
      client.destroy();
    },
    stop: () => redis.stop(),
  };
}

/** Sends until it works: what the relay does. */
async function sendAtLast(transport: Transport, queue: string, id: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await transport.send(queue, [{ id: `${id}-${attempt}`, data: { id } }]);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(20);
    }
  }
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await pause(5);
  }
}

/** A listener that notes what it got. */
function noting(transport: Transport, queue: string, concurrency = 8): { got: string[] } {
  const got: string[] = [];
  transport.listen(queue, async (data) => void got.push((data as { id: string }).id), { concurrency });
  return { got };
}

const places: [string, () => Promise<Place>][] = [['PostgreSQL', postgresPlace]];
if (redisIsInstalled()) places.push(['Redis', redisPlace]);

describe.each(places)('BullMQ on %s', (name, open) => {
  let place: Place;
  let lines: { level: number; msg: string }[];
  let logger: Logger;
  let transports: Transport[];

  const newTransport = async () => {
    const transport = await createBullTransport(place.connection, logger);
    transports.push(transport);
    return transport;
  };

  beforeEach(async () => {
    place = await open();
    lines = [];
    transports = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
    logger = createLogger({ service: 'test', level: 'info', destination });
  });
  afterEach(async () => {
    await Promise.all(transports.map((transport) => transport.stop()));
    await place.stop();
  });

  test('hands each message to one listener of its queue, as it was sent', async () => {
    const [here, there] = [await newTransport(), await newTransport()];
    const heard: object[] = [];
    const hear = async (data: object) => void heard.push(data);
    here.listen('orders.events', hear, { concurrency: 4 });
    there.listen('orders.events', hear, { concurrency: 4 });
    const other = noting(there, 'orders.control');
    const sent = Array.from({ length: 50 }, (_, n) => ({ n, text: 'ä\u0001"\\', nested: { list: [1, null, 'x'] } }));
    await here.send(
      'orders.events',
      sent.map((data) => ({ id: `message-${data.n}`, data })),
    );
    await until(() => heard.length === sent.length, 'all messages');
    const ordered = (heard as { n: number }[]).sort((a, b) => a.n - b.n);
    expect(ordered).toEqual(sent);
    expect(other.got).toEqual([]);
    expect(here.description).toBe(`BullMQ on ${name}`);
  });

  test('works on as many at once as it was told, and no more', async () => {
    const transport = await newTransport();
    let running = 0;
    let most = 0;
    let done = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await released;
      running -= 1;
      done += 1;
    };
    transport.listen('orders.events', work, { concurrency: 3 });
    await transport.send(
      'orders.events',
      Array.from({ length: 9 }, (_, n) => ({ id: `message-${n}`, data: {} })),
    );
    await until(() => running === 3, 'three at once');
    await until(async () => (await transport.waiting('orders.events')) === 6, 'six that wait');
    release();
    await until(() => done === 9, 'all of them');
    expect(most).toBe(3);
  });

  test('lets go of a message whose work failed, and goes on', async () => {
    const transport = await newTransport();
    const got: string[] = [];
    const work = async (data: object) => {
      got.push((data as { id: string }).id);
      if (got.length === 1) throw new Error('on purpose');
    };
    transport.listen('orders.events', work, { concurrency: 1 });
    await transport.send('orders.events', [
      { id: 'message-1', data: { id: '1' } },
      { id: 'message-2', data: { id: '2' } },
    ]);
    await until(() => got.length === 2, 'the second');
    // Under the id of one that failed, a message can be sent again.
    await transport.send('orders.events', [{ id: 'message-1', data: { id: '1' } }]);
    await until(() => got.length === 3, 'the first, sent again');
    expect(got).toEqual(['1', '2', '1']);
  });

  test('close waits for what is being worked on, and takes nothing new', async () => {
    const transport = await newTransport();
    const begun: string[] = [];
    let ended = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const work = async (data: object) => {
      begun.push((data as { id: string }).id);
      await released;
      ended += 1;
    };
    const listener = transport.listen('orders.events', work, { concurrency: 1 });
    await transport.send('orders.events', [
      { id: 'message-1', data: { id: '1' } },
      { id: 'message-2', data: { id: '2' } },
    ]);
    await until(() => begun.length === 1, 'the first');
    let closed = false;
    const closing = listener.close().then(() => {
      closed = true;
    });
    await transport.send('orders.events', [{ id: 'message-3', data: { id: '3' } }]);
    expect([closed, ended]).toEqual([false, 0]);
    release();
    await closing;
    expect([begun, ended]).toEqual([['1'], 1]);
    expect(await transport.waiting('orders.events')).toBe(2);
  });

  test('throws a queue away with what is in it', async () => {
    const transport = await newTransport();
    await transport.send('gone.events', [{ id: 'message-1', data: { id: '1' } }]);
    await transport.remove('gone.events');
    expect(await transport.waiting('gone.events')).toBe(0);
    const { got } = noting(transport, 'gone.events');
    await transport.send('gone.events', [{ id: 'message-1', data: { id: 'new' } }]);
    await until(() => got.length > 0, 'what was sent afterwards');
    expect(got).toEqual(['new']);
  });

  test('refuses to send while its server is gone, and carries on by itself when it is back', async () => {
    const [sender, receiver] = [await newTransport(), await newTransport()];
    const queues = ['orders.events', 'orders.control', 'catalog.events'];
    const listeners = queues.map((queue) => noting(receiver, queue));
    await Promise.all(queues.map((queue) => sendAtLast(sender, queue, 'before')));
    await until(() => listeners.every(({ got }) => got.includes('before')), 'the first messages');

    await place.fail();
    const begun = performance.now();
    await expect(sender.send('orders.events', [{ id: 'lost', data: { id: 'lost' } }])).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(await sender.isReady()).toBe(false);

    await place.comeBack();
    await Promise.all(queues.map((queue) => sendAtLast(sender, queue, 'after')));
    await until(() => listeners.every(({ got }) => got.includes('after')), 'messages after the outage');
    expect(await sender.isReady()).toBe(true);
    // Once for each of the two transports, however many connections they had.
    const lost = lines.filter(({ msg }) => msg === `BullMQ on ${name} was lost: trying until it is back`);
    expect(lost).toHaveLength(2);
    expect(lines.filter(({ level }) => level > 40)).toEqual([]);
  });

  test('goes on when its server has lost everything, in the middle of work too', async () => {
    const transport = await newTransport();
    const { got } = noting(transport, 'orders.events');
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: string[] = [];
    const slowly = (data: object) => {
      slow.push((data as { id: string }).id);
      return released;
    };
    transport.listen('slow.events', slowly, { concurrency: 1 });
    await transport.send('slow.events', [{ id: 'slow-1', data: { id: '1' } }]);
    await sendAtLast(transport, 'orders.events', 'before');
    await until(() => got.length === 1 && slow.length === 1, 'the first messages');
    await place.forget();
    release();
    await transport.send('slow.events', [{ id: 'slow-2', data: { id: '2' } }]);
    await sendAtLast(transport, 'orders.events', 'after');
    await until(() => got.includes('after') && slow.includes('2'), 'messages after all was lost');
  });

  test('stops within a moment when its server is gone', async () => {
    const transport = await newTransport();
    const { got } = noting(transport, 'orders.events');
    await sendAtLast(transport, 'orders.events', 'before');
    await until(() => got.length === 1, 'the first message');
    await place.fail();
    const begun = performance.now();
    await transport.stop();
    expect(performance.now() - begun).toBeLessThan(6_000);
  });
});

test('says so when there is nobody at the URL', async () => {
  const logger = createLogger({ service: 'test', level: 'fatal' });
  await expect(createBullTransport({ postgresUrl: 'postgres://a:b@127.0.0.1:1/queue' }, logger)).rejects.toMatchObject({
    code: 'QUEUE_UNREACHABLE',
  });
});
