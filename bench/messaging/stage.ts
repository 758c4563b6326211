import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { entity, text, whole } from '@strata/basis-contract';
import { createLogger, type Logger } from '@strata/basis-core';
import { Public } from '@strata/basis-graph';
import { createBullTransport, published } from '@strata/basis-messaging';
import { derivePassword, loadDatabaseSecret, provisionDatabase, startEmbeddedPostgres } from '@strata/basis-storage';
import { defineSubgraph, type HostedSubgraph, hostSubgraph, replicaOf } from '@strata/basis-subgraph';
import { startTestRedis } from '@strata/basis-testing';
import { Client, Pool } from 'pg';
import { createClient } from 'redis';
import { Query, Resolver } from 'type-graphql';

/** The two engines that queues can be kept on. */
export type Backend = 'postgres' | 'redis';

const ThingContract = entity('source.Thing', 1, { name: text(), amount: whole() });

abstract class AnyThing {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'integer' })
  amount!: number;

  @Property({ type: 'integer', version: true })
  version!: number;
}

/** What is published. */
@Entity({ tableName: 'thing' })
export class Thing extends AnyThing {}

/** The same, published to nobody. */
@Entity({ tableName: 'silent_thing' })
export class SilentThing extends AnyThing {}

@Entity({ tableName: 'thing_copy' })
class ThingCopy extends replicaOf(ThingContract, { keep: ['name', 'amount'] }) {}

class MakeThings extends Migration {
  override up(): void {
    const columns =
      '(id uuid primary key, name varchar(200) not null, amount int not null, version int not null default 1)';
    this.addSql(`create table thing ${columns}`);
    this.addSql(`create table silent_thing ${columns}`);
  }
}

class MakeCopy extends Migration {
  override up(): void {
    this.addSql(
      'create table thing_copy (id uuid primary key, version bigint not null, generation int not null, name text, amount bigint)',
    );
  }
}

@Resolver()
class SourceResolver {
  @Public()
  @Query(() => String)
  source(): string {
    return 'source';
  }
}

@Resolver()
class CopyResolver {
  @Public()
  @Query(() => String)
  copy(): string {
    return 'copy';
  }
}

const source = defineSubgraph({
  name: 'source',
  entities: [Thing, SilentThing],
  resolvers: [SourceResolver],
  permissions: {},
  migrations: [{ name: 'MakeThings', class: MakeThings }],
  publishes: [published(Thing, ThingContract, { name: 'name', amount: 'amount' })],
});

const copy = defineSubgraph({
  name: 'copy',
  entities: [ThingCopy],
  resolvers: [CopyResolver],
  permissions: {},
  migrations: [{ name: 'MakeCopy', class: MakeCopy }],
});

/** Two services and their engines, in this process. */
export interface Stage {
  readonly backend: Backend;
  /** Where BullMQ keeps its queues. */
  readonly queueUrl: string;
  readonly source: HostedSubgraph;
  /** Connections of the bench itself. */
  readonly sourceDb: Client;
  readonly copyDb: Client;
  /** Applies one event in a transaction of its own, as simple pipelines do. */
  applyOne(event: { id: string; version: number; name: string; amount: number }): Promise<unknown>;
  startCopy(): Promise<void>;
  stopCopy(): Promise<void>;
  /** Throws away all that the queues hold. */
  wipeQueue(): Promise<void>;
  stop(): Promise<void>;
}

/** A source with so many things, and a copy of them, on engines of their own that wait for the disk. */
export async function openStage(dataDir: string, backend: Backend, things: number): Promise<Stage> {
  const logger: Logger = createLogger({ service: 'bench', level: 'warn' });
  const postgres = await startEmbeddedPostgres({ dataDir, logger });
  const redis = backend === 'redis' ? await startTestRedis() : undefined;
  const password = (name: string) => derivePassword(loadDatabaseSecret(dataDir), name);
  const database = async (service: string) =>
    (await provisionDatabase({ adminUrl: postgres.adminUrl }, { service, password: password(service) })).url;
  const [sourceUrl, copyUrl, queueUrl] = [await database('source'), await database('copy'), await database('queue')];
  const transport = await createBullTransport(
    redis === undefined ? { postgresUrl: queueUrl } : { redisUrl: redis.url },
    logger,
  );
  const host = (definition: typeof source, databaseUrl: string) =>
    hostSubgraph(definition, {
      databaseUrl,
      logger,
      development: true,
      transport,
      services: () => {
        throw new Error('nobody is called');
      },
      trust: { services: [] },
    });
  const hostedSource = await host(source, sourceUrl);
  let hostedCopy: HostedSubgraph | undefined;
  const [sourceDb, copyDb, queueDb] = [await connect(sourceUrl), await connect(copyUrl), await connect(queueUrl)];
  for (const table of ['thing', 'silent_thing']) {
    await sourceDb.query(
      `insert into ${table} (id, name, amount) select gen_random_uuid(), 'thing ' || n, n from generate_series(1, $1) n`,
      [things],
    );
  }
  await copyDb.query('create table single_copy (id uuid primary key, version bigint, name text, amount int)');
  const copyPool = new Pool({ connectionString: copyUrl, max: 8 });
  const stage: Stage = {
    backend,
    queueUrl: redis?.url ?? queueUrl,
    source: hostedSource,
    sourceDb,
    copyDb,
    applyOne: ({ id, version, name, amount }) => copyPool.query(APPLY_ONE, [id, version, name, amount]),
    async startCopy() {
      hostedCopy ??= await host(copy, copyUrl);
      await hostedCopy.messaging?.ready();
    },
    async stopCopy() {
      await hostedCopy?.stop();
      hostedCopy = undefined;
    },
    async wipeQueue() {
      if (redis === undefined) await queueDb.query('truncate bullmq.job cascade');
      else await flushAll(redis.url);
    },
    async stop() {
      await Promise.all([sourceDb.end(), copyDb.end(), queueDb.end(), copyPool.end()]);
      await stage.stopCopy();
      await hostedSource.stop();
      await transport.stop();
      await redis?.stop();
      await postgres.stop();
    },
  };
  return stage;
}

const APPLY_ONE = `
  insert into single_copy values ($1, $2, $3, $4)
  on conflict (id) do update set version = $2, name = $3, amount = $4 where single_copy.version < $2`;

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function flushAll(url: string): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  await client.flushAll();
  await client.close();
}
