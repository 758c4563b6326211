import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import { entity, event, text } from '@strata/basis-contract';
import { systemClock } from '@strata/basis-core';
import { createOrm } from '@strata/basis-storage';
import { createTestDatabase, silentLogger } from '@strata/basis-testing';
import type { Pool } from 'pg';
import { createMessagingPool } from '../../src/database.ts';
import { createDeadLetters, type DeadLetters } from '../../src/dead-letters/dead-letter.ts';
import { on } from '../../src/inbox/handler.ts';
import { createInbox, type Inbox, type InboxOptions } from '../../src/inbox/inbox.ts';
import { INBOX_SCHEMA } from '../../src/inbox/schema.ts';
import type { Absorber, Handler, HandlerUnit } from '../../src/parts.ts';
import { controlQueue, eventsQueue, type Listener } from '../../src/queue/transport.ts';
import type {
  Ack,
  ControlMessage,
  Envelope,
  Parcel,
  Position,
  Subscribe,
  Subscribed,
  WireMessage,
} from '../../src/queue/wire.ts';
import { QueuesInMemory } from './queues-in-memory.ts';

/** The consumer of these tests. */
export const SHOP = 'shop';
/** The source, made by hand. */
const ORDERS = 'orders';

export const Order = entity('orders.Order', 1, { name: text() });
export const OrderPlaced = event('orders.OrderPlaced', 1, { of: Order, fields: { name: text() } });

/** What a handler leaves behind: one row each time that it takes effect. */
@Entity()
export class Effect {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  n!: number;

  @Property({ type: 'text' })
  what!: string;
}

class Migration1 extends Migration {
  override up(): void {
    this.addSql('create table effect (n serial primary key, what text not null)');
    this.addSql('create table replica (id uuid primary key, version bigint not null, name text not null)');
    this.addSql("alter table replica add constraint no_poison check (name <> 'poison')");
  }
}

const MIGRATIONS = [{ name: 'Migration1', class: Migration1 }];

/** Leaves the payload's name behind, after `before` had its say. */
export function leaving(before: (name: string, unit: HandlerUnit) => Promise<void> | void = () => {}): Handler {
  return on(OrderPlaced, async (unit, { name }) => {
    await before(name, unit);
    unit.em.persist(Object.assign(new Effect(), { what: name }));
  }).handler;
}

/** Takes orders in as a set, the way that replicas do. */
export const replica: Absorber = {
  kind: 'entity',
  topic: Order.name,
  schemaVersion: 1,
  absorb: async (client, { messages, after }) => {
    await client.query(
      `insert into replica select distinct on (m->>5) (m->>5)::uuid, (m->>6)::bigint, m->7->>'name'
          from jsonb_array_elements($1::jsonb) m
          where m->>2 = 'entity' and m->>3 = 'orders.Order' and m->>4 = '1'
            and ((m->>0)::bigint, (m->>1)::bigint) > ($2, $3)
          order by m->>5, (m->>6)::bigint desc
        on conflict (id) do update set version = excluded.version, name = excluded.name
          where replica.version < excluded.version`,
      [messages, ...after],
    );
  },
};

/** A part of a message that matters to a test. */
export interface Told {
  id: number;
  name?: unknown;
  aggregateId?: string;
  kind?: 'entity' | 'event' | 'outcome';
  topic?: string;
  schemaVersion?: number;
  version?: number;
}

const DEFAULT_AGGREGATE = '00000000-0000-7000-8000-000000000001';

/** Another aggregate for each `n`. */
export const aggregate = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Waits until something is so; tells what it last was when it does not come. */
export async function until<T>(look: () => T | Promise<T>, isSo: (seen: T) => boolean, limitMs = 15_000): Promise<T> {
  for (const end = Date.now() + limitMs; ; await pause(5)) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)} after ${limitMs} ms`);
  }
}

/** The source of these tests: keeps what it is told, and answers a subscription with where the streams begin. */
export class HandMadeSource {
  epoch = randomUUID();
  readonly subscriptions: Subscribe[] = [];
  readonly acks: Ack[] = [];
  /** What it believes to be acknowledged. */
  cursors: Position[] = Array(8).fill([0, 0]);
  /** The epoch that it goes on with, and up to where. */
  continues: Subscribed['continues'];
  answers = true;
  readonly #transport: QueuesInMemory;
  readonly listener: Listener;

  constructor(transport: QueuesInMemory) {
    this.#transport = transport;
    this.listener = transport.listen(controlQueue(ORDERS), (data) => this.#hear(data as ControlMessage), {
      concurrency: 1,
    });
  }

  async #hear(message: ControlMessage): Promise<void> {
    if (message.kind === 'ack') this.acks.push(message);
    if (message.kind !== 'subscribe') return;
    this.subscriptions.push(message);
    if (this.answers) await this.tell(message.consumer, { kind: 'subscribed' });
  }

  async tell(consumer: string, { kind }: { kind: 'subscribed' | 'lost' }): Promise<void> {
    const { epoch, cursors, continues } = this;
    const data = { kind, source: ORDERS, epoch, cursors, ...(kind === 'subscribed' && continues && { continues }) };
    await this.#transport.send(controlQueue(consumer), [{ id: randomUUID(), data }]);
  }

  /** Messages of one part, all of one tick each, as one envelope that follows `from`. */
  envelope(from: number, told: readonly Told[], part = 0): Envelope {
    const messages = told.map(wireOf);
    const contents = [...new Set(messages.map(([, , kind, topic, version]) => `${kind} ${topic} ${version}`))];
    const last = told.at(-1)?.id ?? from;
    const ends = { from: positionOf(from), to: positionOf(last) };
    const text = JSON.stringify(messages);
    return {
      kind: 'envelope',
      source: ORDERS,
      epoch: this.epoch,
      part,
      ...ends,
      count: told.length,
      contents,
      messages: text,
    };
  }

  async send(...envelopes: Envelope[]): Promise<void> {
    const messages = envelopes.map((data) => ({ id: randomUUID(), data }));
    await this.#transport.send(eventsQueue(SHOP), messages);
  }

  /** All of them as one job. */
  async sendTogether(...envelopes: Envelope[]): Promise<void> {
    const data: Parcel = { kind: 'parcel', envelopes };
    await this.#transport.send(eventsQueue(SHOP), [{ id: randomUUID(), data }]);
  }

  /** One envelope that follows `from`: sent, and waited for until its last message is acknowledged. */
  async deliver(from: number, told: readonly Told[], waitMs?: number): Promise<void> {
    await this.send(this.envelope(from, told));
    const last = told.at(-1)?.id ?? from;
    await until(
      () => this.acknowledged(),
      (id) => id === last,
      waitMs,
    );
  }

  /** Up to where a part was acknowledged last. */
  acknowledged(part = 0): number {
    const told = this.acks.flatMap(({ cursors }) => cursors.filter(([of]) => of === part));
    return Math.max(0, ...told.map(([, , id]) => id));
  }
}

/** In these tests three messages make a tick. */
export const positionOf = (id: number): Position => [Math.ceil(id / 3), id];

function wireOf(told: Told): WireMessage {
  const { id, name = `m${id}`, aggregateId = DEFAULT_AGGREGATE, kind = 'event' } = told;
  const topic = told.topic ?? (kind === 'event' ? OrderPlaced.name : Order.name);
  const { schemaVersion = 1, version = id } = told;
  const [tick] = positionOf(id);
  const aggregateVersion = kind === 'entity' ? version : null;
  const at = new Date().toISOString();
  return [tick, id, kind, topic, schemaVersion, aggregateId, aggregateVersion, { name }, { requestId: `r${id}` }, at];
}

/** A consumer's database, and its processes. */
export interface Stage {
  readonly pool: Pool;
  readonly orm: MikroORM;
  readonly transport: QueuesInMemory;
  readonly orders: HandMadeSource;
  /** Sources that processes were told to build anew. */
  readonly resets: string[];
  /** Another process of the consumer: started, and with its cursors set. */
  process(options: Partial<InboxOptions>): Promise<Inbox>;
  deadLetters(options: Partial<InboxOptions>): DeadLetters;
  /** What handlers left behind, in the order of their commits. */
  effects(): Promise<string[]>;
  replica(): Promise<Record<string, string>>;
  /** What was parked, in order: `m1 failed HANDLER_FAILED`. */
  parked(): Promise<string[]>;
  cursor(part?: number): Promise<number>;
  stop(): Promise<void>;
}

export async function createStage(): Promise<Stage> {
  const definition = { name: SHOP, entities: [Effect], migrations: MIGRATIONS };
  const database = await createTestDatabase(definition as never); // never: nothing else of a manifest is looked at
  const pool = createMessagingPool(SHOP, database.url);
  await pool.query(`drop schema if exists inbox cascade; ${INBOX_SCHEMA}`);
  const logger = silentLogger();
  const orm = await createOrm({ service: SHOP, url: database.url, entities: [Effect], migrations: MIGRATIONS, logger });
  const transport = new QueuesInMemory();
  const orders = new HandMadeSource(transport);
  const inboxes: Inbox[] = [];
  const listeners: Listener[] = [orders.listener];
  const resets: string[] = [];
  const base = {
    service: SHOP,
    pool,
    orm,
    transport,
    logger,
    clock: systemClock,
    checkpoint: () => {},
    emitting: { service: SHOP, publications: [], events: [], asks: [] },
    handlers: [],
    absorbers: [],
    wake: () => {},
    onReset: async (source: string) => {
      resets.push(source);
    },
  };
  const column = async (sql: string) => (await pool.query<{ value: string }>(sql)).rows.map(({ value }) => value);

  return {
    pool,
    orm,
    transport,
    orders,
    resets,
    process: async (options) => {
      const inbox = createInbox({ ...base, ...options });
      inboxes.push(inbox);
      const hear = async (data: object) => void (await inbox.handle(data as ControlMessage));
      listeners.push(transport.listen(controlQueue(SHOP), hear, { concurrency: 1 }));
      await inbox.start();
      if (orders.answers)
        await until(
          () => column('select part::text as value from inbox.cursor'),
          ({ length }) => length === 8,
        );
      return inbox;
    },
    deadLetters: (options) => createDeadLetters({ ...base, ...options }),
    effects: () => column('select what as value from effect order by n'),
    replica: async () => {
      const { rows } = await pool.query<{ id: string; name: string }>('select id, name from replica order by id');
      return Object.fromEntries(rows.map(({ id, name }) => [Number(id.slice(-12)), name]));
    },
    parked: () =>
      column(`select concat_ws(' ', payload->>'name', state, reason) as value from inbox.dead_letter order by number`),
    cursor: async (part = 0) =>
      Number((await column(`select id::text as value from inbox.cursor where part = ${part}`))[0] ?? 0),
    stop: async () => {
      await Promise.all(inboxes.map((inbox) => inbox.stop()));
      await Promise.all(listeners.map((listener) => listener.close()));
      await orm.close(true);
      await pool.end();
      await database.drop();
    },
  };
}
