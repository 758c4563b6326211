import type { EntityClass } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { newId, systemClock } from '@strata/basis-core';
import { definePermissions } from '@strata/basis-graph';
import {
  type Absorber,
  type Base,
  type ControlMessage,
  createExports,
  createReplicas,
  type ExportSource,
  INBOX_SCHEMA,
  OUTBOX_SCHEMA,
  type Replica,
  type Replicas,
  type ReplicasOptions,
  replicasOf,
  type Transport,
} from '@strata/basis-messaging';
import { createOrm } from '@strata/basis-storage';
import { createTestDatabase, silentLogger } from '@strata/basis-testing';
import { Pool } from 'pg';
import { defineSubgraph } from '../../src/index.ts';

/** A published row as its source keeps it, and the message of its last change. */
export interface SourceRow {
  id: string;
  version: number;
  payload: object;
}

/** A control message, and where to. */
export interface Carried {
  queue: string;
  data: ControlMessage;
}

/** A source's rows, a replica of them in another database, and the control messages between, carried by the test. */
export interface ReplicaPair {
  readonly orm: MikroORM;
  readonly replica: Replica;
  readonly source: Pool;
  readonly consumer: Pool;
  readonly replicas: Replicas;
  /** The process of the consuming service to which its control messages come. */
  receiver: Replicas;
  /** Control messages that were sent and not delivered. */
  readonly flight: Carried[];
  /** Another process of the consuming service. */
  another(options?: Partial<ReplicasOptions>): Replicas;
  /** Writes a row at the source, in its next version. */
  write(id: string, payload: object): Promise<SourceRow>;
  /** Takes the changes in, as the inbox does with an envelope. */
  absorb(...rows: SourceRow[]): Promise<void>;
  deliver(message: Carried): Promise<void>;
  /** Delivers what is under way, and what comes of it, until there is nothing more. */
  settle(): Promise<void>;
  /** From now on what is sent is delivered by itself. */
  flow(): void;
  stop(): Promise<void>;
}

/** `entity` is a replica of `<source>.<Type>`; the source's table has just `id`, `version` and the payload. */
export async function startReplicaPair(
  entity: EntityClass<object>,
  options: Partial<ReplicasOptions> = {},
): Promise<ReplicaPair> {
  const { source, consumer, orm, replica, close } = await openDatabases(entity);
  const carrier = createCarrier((message) => deliver(message));
  const base = (service: string, pool: Pool): Base => ({
    service,
    pool,
    transport: carrier.transport,
    logger: silentLogger(),
    clock: systemClock,
    checkpoint: () => undefined,
  });
  const exports = createExports(base(replica.source, source), [sourceOf(replica)]);
  const processes: Replicas[] = [];
  const another = (more: Partial<ReplicasOptions> = {}) => {
    const made = createReplicas({ ...base('consumer', consumer), replicas: [replica], ...options, ...more });
    processes.push(made);
    return made;
  };
  const replicas = another();

  async function deliver({ queue, data }: Carried): Promise<void> {
    await (queue === 'consumer.control' ? pair.receiver : exports).handle(data);
  }
  const pair: ReplicaPair = {
    ...{ orm, replica, source, consumer, replicas, receiver: replicas, flight: carrier.flight, another, deliver },
    write: (id, payload) => write(source, id, payload),
    absorb: (...rows) => absorb(consumer, replica, replicas.absorbers, rows),
    async settle() {
      for (let message = carrier.flight.shift(); message !== undefined; message = carrier.flight.shift()) {
        await deliver(message);
      }
    },
    flow: carrier.flow,
    async stop() {
      await Promise.all(processes.map((each) => each.stop()));
      await carrier.stop();
      await close();
    },
  };
  await replicas.start();
  return pair;
}

async function openDatabases(entity: EntityClass<object>) {
  const definition = defineSubgraph({
    name: 'replica-pair',
    entities: [entity],
    resolvers: [],
    permissions: definePermissions({}),
    migrations: [],
  });
  const databases = await Promise.all([createTestDatabase(definition), createTestDatabase(definition)]);
  const [source, consumer] = databases.map(({ url }) => openPool(url)) as [OpenPool, OpenPool];
  const [, { url }] = databases;
  const orm = await createOrm({
    service: 'consumer',
    url,
    entities: [entity],
    migrations: [],
    logger: silentLogger(),
  });
  await orm.schema.create();
  await consumer.query(INBOX_SCHEMA);
  await source.query(OUTBOX_SCHEMA);
  await source.query('create table thing (id uuid primary key, version bigint not null, payload jsonb not null)');
  const [replica] = replicasOf(orm);
  if (replica === undefined) throw new Error(`${entity.name} is no replica.`);
  await source.query('insert into outbox.consumer (name, topics) values ($1, $2)', ['consumer', [replica.entity]]);
  return {
    ...{ source, consumer, orm, replica },
    async close() {
      await orm.close(true);
      await Promise.all([source.close(), consumer.close()]);
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

/** Keeps what is sent for the test to carry; once it flows, carries it by itself. */
function createCarrier(deliver: (message: Carried) => Promise<void>) {
  const flight: Carried[] = [];
  const underWay = new Set<Promise<void>>();
  let isFlowing = false;
  let isStopped = false;
  function carry(message: Carried): void {
    if (isStopped) return;
    const delivered = deliver(message).finally(() => underWay.delete(delivered));
    underWay.add(delivered);
  }
  const transport: Transport = {
    description: 'a test',
    async send(queue, messages) {
      for (const { data } of messages) {
        const message = { queue, data: JSON.parse(JSON.stringify(data)) as ControlMessage };
        if (isFlowing) setImmediate(carry, message);
        else flight.push(message);
      }
    },
    listen: () => ({ close: async () => undefined }),
    waiting: async () => flight.length,
    remove: async () => undefined,
    isReady: async () => true,
    stop: async () => undefined,
  };
  return {
    ...{ flight, transport },
    flow() {
      isFlowing = true;
    },
    async stop() {
      isStopped = true;
      await Promise.allSettled(underWay);
    },
  };
}

async function write(source: Pool, id: string, payload: object): Promise<SourceRow> {
  const { rows } = await source.query(
    `insert into thing values ($1, 1, $2)
     on conflict (id) do update set version = thing.version + 1, payload = excluded.payload
     returning id, version::int, payload`,
    [id, JSON.stringify(payload)],
  );
  return rows[0];
}

/** The messages' order among themselves is of no importance here: absorbing commutes. */
let place = 0;

async function absorb(consumer: Pool, replica: Replica, absorbers: readonly Absorber[], rows: readonly SourceRow[]) {
  const { entity, schemaVersion, source } = replica;
  const messages = rows.map(({ id, version, payload }) => {
    place += 1;
    return [1, place, 'entity', entity, schemaVersion, id, version, payload, {}, '2026-01-01T00:00:00Z'];
  });
  const client = await consumer.connect();
  try {
    const batch = { source, part: 0, messages: JSON.stringify(messages), after: [0, 0] as const };
    for (const absorber of absorbers) await absorber.absorb(client, batch);
  } finally {
    client.release();
  }
}

type OpenPool = Pool & { close(): Promise<void> };

/** A pool as messaging has it, which knows when its connections are really closed: until then no database goes. */
function openPool(url: string): OpenPool {
  const pool = new Pool({ connectionString: url, max: 3, pipeline: true });
  const closed: Promise<unknown>[] = [];
  pool.on('connect', (client) => closed.push(new Promise((resolve) => client.once('end', resolve))));
  return Object.assign(pool, {
    async close() {
      await pool.end();
      await Promise.all(closed);
    },
  });
}

/** The table of the source that a pair makes. */
function sourceOf({ entity, schemaVersion }: Replica): ExportSource {
  return {
    contract: { name: entity, version: schemaVersion },
    table: 'thing',
    idColumn: 'id',
    versionColumn: 'version',
    payloadSql: (alias) => `${alias}.payload`,
  };
}

/** So many ids, ascending. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, newId).sort();
}
