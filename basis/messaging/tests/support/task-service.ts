import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Emission, TaskContract } from '@strata/basis-contract';
import { newId, systemClock } from '@strata/basis-core';
import { createOrm } from '@strata/basis-storage';
import { createTestDatabase, silentLogger } from '@strata/basis-testing';
import type { Pool } from 'pg';
import { createMessagingPool } from '../../src/database.ts';
import { INBOX_SCHEMA } from '../../src/inbox/schema.ts';
import { OUTBOX_SCHEMA } from '../../src/outbox/schema.ts';
import { type Emitting, inTransaction } from '../../src/outbox/transaction.ts';
import { PUBLICATION_SCHEMA } from '../../src/publication/schema.ts';
import type { Transport } from '../../src/queue/transport.ts';
import { createTasks, type Tasks, type TasksOptions } from '../../src/task/tasks.ts';

/** What handlers of tests leave behind: one row each time that they take effect. */
@Entity()
export class Entry {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'text' })
  what!: string;
}

class Migration1 extends Migration {
  override up(): void {
    this.addSql('create table entry (id uuid primary key, what text not null)');
  }
}

const MIGRATIONS = [{ name: 'Migration1', class: Migration1 }];

/** What a process of a test's service is made with. */
export type ProcessOptions = Partial<TasksOptions>;

/** A service on a database of its own, with as many processes as the test starts. */
export interface TaskService {
  readonly name: string;
  readonly pool: Pool;
  readonly orm: MikroORM;
  readonly emitting: Emitting;
  readonly processes: Tasks[];
  /** Another process of it, started. */
  start(options: ProcessOptions): Promise<Tasks>;
  /** Emits in a transaction, as a command does. */
  emit(...emissions: Emission[]): Promise<void>;
  /** What handlers left behind, in no order. */
  entries(): Promise<string[]>;
  task(id: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** A service called `name` that asks for tasks of these contracts. */
export async function startTaskService(
  name: string,
  transport: Transport,
  asks: readonly TaskContract[] = [],
): Promise<TaskService> {
  const definition = { name, entities: [Entry], migrations: MIGRATIONS };
  const database = await createTestDatabase(definition as never); // never: nothing else of a manifest is looked at
  const pool = createMessagingPool(name, database.url);
  await pool.query('drop schema if exists outbox, inbox cascade');
  await pool.query(`${OUTBOX_SCHEMA}; ${PUBLICATION_SCHEMA}; ${INBOX_SCHEMA}; select outbox.make_days(1)`);
  const logger = silentLogger();
  const orm = await createOrm({ service: name, url: database.url, entities: [Entry], migrations: MIGRATIONS, logger });
  const emitting = { service: name, publications: [], events: [], asks };
  const processes: Tasks[] = [];
  const surroundings = { clock: systemClock, checkpoint: () => {}, environment: {} };
  const base = { service: name, pool, orm, transport, logger, emitting, ...surroundings };

  return {
    name,
    pool,
    orm,
    emitting,
    processes,
    async start(options) {
      const tasks = createTasks({ ...base, wake: () => {}, definitions: [], ...options });
      await tasks.start();
      processes.push(tasks);
      return tasks;
    },
    emit: (...emissions) => emitAll(orm, base, emissions),
    async entries() {
      const { rows } = await pool.query<{ what: string }>('select what from entry order by id');
      return rows.map(({ what }) => what);
    },
    async task(id) {
      const { rows } = await pool.query('select * from inbox.task where id = $1', [id]);
      return rows[0];
    },
    async stop() {
      await Promise.all(processes.map((each) => each.stop()));
      await orm.close(true);
      await pool.end();
      await database.drop();
    },
  };
}

const VIEWER = { kind: 'user', id: newId(), roles: [], attributes: {}, policy: { hash: '', grants: [] } } as const;

async function emitAll(
  orm: MikroORM,
  { emitting, logger }: Pick<TasksOptions, 'emitting' | 'logger'>,
  emissions: readonly Emission[],
): Promise<void> {
  const origin = { viewer: VIEWER, now: new Date(), requestId: newId(), logger };
  const emitEach = async ({ emit }: { emit(emission: Emission): void }) => {
    for (const emission of emissions) emit(emission);
  };
  await inTransaction(orm, origin, emitEach, { emitting });
}
