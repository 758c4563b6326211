import { randomUUID } from 'node:crypto';
import { systemClock } from '@strata/basis-core';
import { cloneDatabase, databaseUrl, dropDatabase, provisionDatabase } from '@strata/basis-storage';
import { silentLogger } from '@strata/basis-testing';
import { Client, type Pool } from 'pg';
import { createMessagingPool } from '../../src/database.ts';
import { OUTBOX_SCHEMA } from '../../src/outbox/schema.ts';
import type { Checkpoint } from '../../src/parts.ts';
import {
  controlQueue,
  eventsQueue,
  type Listener,
  type QueuedMessage,
  type Transport,
} from '../../src/queue/transport.ts';
import type { Ack, ControlMessage, Envelope, Parcel, Position, Subscribe, WireMessage } from '../../src/queue/wire.ts';
import { envelopesIn, isBefore, PARTS } from '../../src/queue/wire.ts';
import { createRelay, type Relay, type RelayOptions } from '../../src/relay/relay.ts';

const SOURCE = 'catalog';
export const TOPIC = 'catalog.Product';

/** A transport that keeps what it is given, loses it, fails, or does not answer. */
export class Recorder implements Transport {
  readonly description = 'a record';
  readonly queues = new Map<string, QueuedMessage[]>();
  readonly removed: string[] = [];
  /** What happens to what is sent. */
  state: 'keeps' | 'loses' | 'fails' | 'hangs' = 'keeps';
  /** Told of each send, before what happens to it. */
  onSend: (queue: string) => void = () => {};

  async send(queue: string, messages: readonly QueuedMessage[]): Promise<void> {
    this.onSend(queue);
    if (this.state === 'fails') throw new Error('nobody is there');
    if (this.state === 'hangs') return new Promise(() => {});
    if (this.state === 'loses') return;
    const kept = this.queues.get(queue) ?? [];
    this.queues.set(queue, kept);
    kept.push(...messages);
  }

  listen(): Listener {
    throw new Error('a relay does not listen');
  }

  async waiting(queue: string): Promise<number> {
    return this.queues.get(queue)?.length ?? 0;
  }

  async remove(queue: string): Promise<void> {
    this.removed.push(queue);
  }

  async isReady(): Promise<boolean> {
    return this.state === 'keeps' || this.state === 'loses';
  }

  async stop(): Promise<void> {}

  envelopes(consumer: string): Envelope[] {
    return (this.queues.get(eventsQueue(consumer)) ?? []).flatMap(({ data }) => envelopesIn(data as Envelope | Parcel));
  }

  answers(consumer: string): ControlMessage[] {
    return (this.queues.get(controlQueue(consumer)) ?? []).map(({ data }) => data as ControlMessage);
  }
}

/** A consumer that takes in what a recorder holds, by the rule of cursors. */
export class Reader {
  epoch = '';
  cursors: Position[] = [];
  readonly taken: (WireMessage & { part?: number })[] = [];
  duplicates = 0;
  /** Envelopes that something was missing before when they were looked at. */
  gaps = 0;
  readonly name: string;
  readonly #recorder: Recorder;
  #read = 0;
  #answered = 0;

  constructor(recorder: Recorder, name: string) {
    this.#recorder = recorder;
    this.name = name;
  }

  async subscribe(relay: Relay, topics: readonly string[] = [TOPIC], process = false): Promise<void> {
    const message: Subscribe = { kind: 'subscribe', consumer: this.name, topics, ...(process ? { process } : {}) };
    await relay.handle(message);
    this.readAnswers();
  }

  /** Takes in what was answered since. */
  readAnswers(): ControlMessage[] {
    const all = this.#recorder.answers(this.name);
    const news = all.slice(this.#answered);
    this.#answered = all.length;
    for (const answer of news) {
      if (answer.kind !== 'subscribed' && answer.kind !== 'lost') continue;
      this.epoch = answer.epoch;
      this.cursors = [...answer.cursors];
    }
    return news;
  }

  /** Takes in every envelope that came since, as far as it follows on what was taken in. */
  read(): void {
    const all = this.#recorder.envelopes(this.name);
    // Queues do not keep order: what comes too early is looked at again when the others were.
    let waiting = all.slice(this.#read);
    this.#read = all.length;
    for (;;) {
      const early = waiting.filter((envelope) => !this.#take(envelope));
      if (early.length === 0) return;
      if (early.length === waiting.length) {
        this.gaps += early.length;
        return;
      }
      waiting = early;
    }
  }

  #take({ part, from, to, messages, count, epoch }: Envelope): boolean {
    if (epoch !== this.epoch) return true;
    const cursor = this.cursors[part] as Position;
    if (!isBefore(cursor, to)) {
      this.duplicates += 1;
      return true;
    }
    if (isBefore(cursor, from)) return false;
    const told: WireMessage[] = JSON.parse(messages);
    if (told.length !== count) throw new Error(`${count} messages were announced, ${told.length} came`);
    this.taken.push(...told.filter(([tick, id]) => isBefore(cursor, [tick, id])));
    this.cursors[part] = to;
    return true;
  }

  async ack(relay: Relay, missing: readonly number[] = []): Promise<void> {
    await relay.handle(this.ackOf(this.cursors, missing));
  }

  ackOf(cursors: readonly Position[], missing: readonly number[] = []): Ack {
    const places = cursors.map(([tick, id], part) => [part, tick, id] as const);
    return { kind: 'ack', consumer: this.name, epoch: this.epoch, cursors: places, missing };
  }

  /** The ids of what was taken in, in that order. */
  get ids(): number[] {
    return this.taken.map(([, id]) => id);
  }
}

/** An outbox, and relays over it. */
export interface RelayStage {
  readonly pool: Pool;
  readonly url: string;
  readonly recorder: Recorder;
  /** Makes and starts a relay; ended with the stage. */
  relay(options?: StageRelayOptions): Promise<Relay>;
  reader(name: string): Reader;
  /** A copy of the database, as a restore makes one. Nobody may be connected, so the stage's own pool is ended. */
  clone(): Promise<RelayStage>;
  stop(): Promise<void>;
}

export interface StageRelayOptions extends RelayOptions {
  checkpoint?: (point: Checkpoint) => void | Promise<void>;
  recorder?: Recorder;
}

const PASSWORD = 'a test database keeps no secrets';

export async function createRelayStage(): Promise<RelayStage> {
  const database = `relay-${randomUUID()}`;
  const { url } = await provisionDatabase({ adminUrl: adminUrl() }, { service: database, password: PASSWORD });
  const stage = stageOn(database, database, url);
  await stage.pool.query(`${OUTBOX_SCHEMA};
    create table outbox.message_of_all_days partition of outbox.message for values from (minvalue) to (maxvalue)`);
  return stage;
}

function adminUrl(): string {
  const url = process.env.STRATA_TEST_DATABASE_URL;
  if (url === undefined) throw new Error('No test server: tests that need a database run through `npm test`.');
  return url;
}

function stageOn(database: string, role: string, url: string): RelayStage {
  const pool = createMessagingPool(SOURCE, url);
  const recorder = new Recorder();
  const relays: Relay[] = [];
  let ended = false;

  async function end(): Promise<void> {
    await Promise.all(relays.map((relay) => relay.stop()));
    if (!ended) await pool.end();
    ended = true;
  }

  return {
    pool,
    url,
    recorder,
    async relay({ checkpoint = () => {}, recorder: transport = recorder, ...options } = {}) {
      const base = { service: SOURCE, pool, transport, logger: silentLogger(), clock: systemClock, checkpoint };
      const relay = createRelay(base, { pollMs: 100, resendAfterMs: 200, ...options });
      relays.push(relay);
      await relay.start();
      return relay;
    },
    reader: (name) => new Reader(recorder, name),
    async clone() {
      await end();
      const copy = `relay-${randomUUID()}`;
      await cloneDatabase(adminUrl(), database, copy, role);
      const copyUrl = databaseUrl(adminUrl(), { database: copy, user: role, password: PASSWORD });
      return stageOn(copy, role, copyUrl);
    },
    async stop() {
      await end();
      await dropDatabase(adminUrl(), database);
    },
  };
}

/** What a test writes into an outbox. */
export interface Written {
  aggregate?: string;
  version?: number;
  target?: string | null;
  topic?: string;
  payload?: object;
}

const INSERT = `insert into outbox.message
    (part, kind, topic, target, schema_version, aggregate_id, aggregate_version, payload)
  select outbox.part_of((m->>'aggregate')::uuid), case when m->>'target' is null then 'entity' else 'task' end,
    m->>'topic', m->>'target', 1, (m->>'aggregate')::uuid, (m->>'version')::int8, m->'payload'
  from jsonb_array_elements($1) with ordinality w(m, n) order by n returning id`;

/** Writes messages, in a transaction of their own or in the client's. @returns their ids */
export async function write(db: Pick<Pool | Client, 'query'>, ...messages: readonly Written[]): Promise<number[]> {
  const rows = messages.map(
    ({ aggregate = randomUUID(), version = 1, target = null, topic = TOPIC, payload = {} }) => ({
      aggregate,
      version,
      target,
      topic,
      payload,
    }),
  );
  const result = await (db as Pool).query<{ id: string }>(INSERT, [JSON.stringify(rows)]);
  return result.rows.map(({ id }) => Number(id));
}

/** A connection of a test's own, outside the pool. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** An aggregate of a part. */
export async function aggregateOf(pool: Pool, part: number): Promise<string> {
  for (;;) {
    const id = randomUUID();
    const { rows } = await pool.query<{ part: number }>('select outbox.part_of($1) as part', [id]);
    if (rows[0]?.part === part % PARTS) return id;
  }
}
