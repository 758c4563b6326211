import { randomUUID } from 'node:crypto';
import {
  type BackendFactory,
  type ConnectionOptions,
  createNodeRedisClient,
  createPostgresBackend,
  createRedisBackend,
  Queue,
  type RedisQueueBackend,
  Worker,
} from 'bullmq';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { median } from '../measure.ts';

const BATCH = 1_000;
const BATCHES = 5;
const SINGLE_JOBS = 4_000;
const CONCURRENCY = 8;
const HOPS = 300;
/** Each worker takes one for itself. */
const POOL_MAX = 20;

type Data = { id: string; version: number; name: string; amount: number };

/** BullMQ as its documentation has it, on a server that Strata's queues are on too. */
export interface PlainBull {
  /** Jobs per second that it takes in by the thousand. */
  bulkRate(): Promise<number>;
  /** Events per second of a pipeline that adds a job for each, and works on each in a transaction. */
  singleJobRate(apply: (data: Data) => Promise<unknown>): Promise<number>;
  /** From adding a job until its handler has it, one after the other: the median in ms. */
  hop(): Promise<number>;
  close(): Promise<void>;
}

/** Opens BullMQ on the PostgreSQL or the Redis of a URL. */
export async function openPlainBull(url: string): Promise<PlainBull> {
  const server = url.startsWith('redis') ? await openRedis(url) : await openPostgres(url);
  return {
    bulkRate: () => withQueue(server, bulkRate),
    singleJobRate: (apply) => withQueue(server, (queue) => singleJobRate(server, queue, apply)),
    hop: () => withQueue(server, (queue) => hop(server, queue)),
    close: server.close,
  };
}

interface Server {
  connection: ConnectionOptions;
  factory: BackendFactory<RedisQueueBackend>;
  close(): Promise<void>;
}

async function openPostgres(url: string): Promise<Server> {
  const pool = new Pool({ connectionString: url, max: POOL_MAX, keepAlive: true, options: '-c search_path=bullmq' });
  return {
    connection: pool as unknown as ConnectionOptions, // BullMQ types the options of Redis alone
    factory: createPostgresBackend as unknown as BackendFactory<RedisQueueBackend>, // typed as the default one
    close: () => pool.end(),
  };
}

async function openRedis(url: string): Promise<Server> {
  const client = await createClient({ url }).connect();
  const adapter = createNodeRedisClient(client);
  return {
    connection: adapter as unknown as ConnectionOptions, // BullMQ's own adapter, which its type leaves out
    factory: createRedisBackend,
    close: () => client.close(),
  };
}

const JOB = { removeOnComplete: true, removeOnFail: true } as const;

async function withQueue<T>(server: Server, work: (queue: Queue<Data>) => Promise<T>): Promise<T> {
  const queue = new Queue<Data>(
    `plain-${randomUUID()}`,
    { connection: server.connection },
    server.factory,
  ) as Queue<Data>;
  try {
    return await work(queue);
  } finally {
    await queue.obliterate({ force: true });
    await queue.close();
  }
}

async function bulkRate(queue: Queue<Data>): Promise<number> {
  const rates: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const jobs = Array.from({ length: BATCH }, (_, n) => ({ name: 'thing', data: dataOf(n), opts: JOB }));
    const from = performance.now();
    await queue.addBulk(jobs);
    rates.push((BATCH * 1_000) / (performance.now() - from));
  }
  return median(rates);
}

async function singleJobRate(
  server: Server,
  queue: Queue<Data>,
  apply: (data: Data) => Promise<unknown>,
): Promise<number> {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let worked = 0;
  const worker = new Worker<Data>(
    queue.name,
    async (job) => {
      await apply(job.data);
      worked += 1;
      if (worked === SINGLE_JOBS) resolve();
    },
    { connection: server.connection, concurrency: CONCURRENCY },
    server.factory,
  );
  await worker.waitUntilReady();
  const from = performance.now();
  const adding = Array.from({ length: CONCURRENCY }, async (_, writer) => {
    for (let n = writer; n < SINGLE_JOBS; n += CONCURRENCY) await queue.add('thing', dataOf(n), JOB);
  });
  await Promise.all([...adding, done]);
  const rate = (SINGLE_JOBS * 1_000) / (performance.now() - from);
  await worker.close();
  return rate;
}

async function hop(server: Server, queue: Queue<Data>): Promise<number> {
  let arrived = () => {};
  const worker = new Worker<Data>(queue.name, async () => arrived(), { connection: server.connection }, server.factory);
  await worker.waitUntilReady();
  const spent: number[] = [];
  for (let n = 0; n < HOPS; n += 1) {
    const there = new Promise<void>((resume) => {
      arrived = resume;
    });
    const from = performance.now();
    await queue.add('thing', dataOf(n), JOB);
    await there;
    spent.push(performance.now() - from);
  }
  await worker.close();
  return median(spent);
}

function dataOf(n: number): Data {
  return { id: randomUUID(), version: n, name: `thing ${n}`, amount: n };
}
