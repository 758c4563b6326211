import { setTimeout as delay } from 'node:timers/promises';
import { END_CONNECTIONS } from '@strata/basis-testing';
import type { Wrongs } from './check-ledgers.ts';
import type { Record, RunOptions } from './run.ts';
import { readerA, writerA } from './services/contracts.ts';
import type { ChaosSystem } from './system.ts';

/** One long outage, while everything else goes on. */
export interface Scenario {
  readonly name: string;
  /** What must be 0; by default everything. */
  readonly counts?: readonly (keyof Wrongs)[];
  readonly trouble: NonNullable<RunOptions['trouble']>;
}

const SECOND_MS = 1_000;
/** Writing before and after, so that there is something to lose. */
const BESIDE_MS = 3 * SECOND_MS;

/** Writes, lets `outage` happen, writes on. The part is back when `outage` says so: by default when it is over. */
function during(kind: string, target: string, outage: (system: ChaosSystem) => Promise<number | undefined>) {
  return async (system: ChaosSystem, { note, add }: Record) => {
    await delay(BESIDE_MS);
    note(`${target}: ${kind}`);
    const atMs = Date.now();
    const backAtMs = (await outage(system)) ?? Date.now();
    note(`${target}: over`);
    add({ kind, target, atMs, backAtMs });
    await delay(BESIDE_MS);
  };
}

/** Nothing happens: what is wrong then is wrong with the rest. */
const quiet = during('nothing', 'nobody', async () => {
  await delay(10 * SECOND_MS);
  return undefined;
});

const brokerDown = during('down for 20 s', 'the queue', async ({ broker }) => {
  await broker.kill();
  await delay(20 * SECOND_MS);
  await broker.restart();
  return undefined;
});

/** The others' events pass it by all the while: healing is counted from the middle of it. */
const openTransaction = during('a transaction open for a minute', writerA.name, async ({ postgres, databaseOf }) => {
  const seconds = 60;
  const middleMs = Date.now() + (seconds * SECOND_MS) / 2;
  await postgres.query(
    databaseOf(writerA.name),
    `begin;
     insert into thing (id, name, price_minor, currency) values (gen_random_uuid(), 'slow', 1, 'EUR');
     set constraints all immediate;
     select pg_sleep(${seconds});
     commit`,
  );
  return middleMs;
});

/** There are two: the other one relays, from the first moment on. */
const frozenRelay = during('frozen for 30 s', `${writerA.name} 1`, async ({ members }) => {
  const frozenAtMs = Date.now();
  await members[0]?.freeze(30 * SECOND_MS);
  return frozenAtMs;
});

const closedDatabase = during('refuses connections for 15 s', readerA.name, async ({ postgres, databaseOf }) => {
  const name = databaseOf(readerA.name);
  const allow = (allowed: boolean) =>
    postgres.query('postgres', `alter database "${name}" allow_connections ${allowed}`);
  await allow(false);
  await postgres.query('postgres', END_CONNECTIONS, [name]);
  await delay(15 * SECOND_MS);
  await allow(true);
  return undefined;
});

const fullDisk = during('no room for the outbox for 10 s', writerA.name, async ({ postgres, databaseOf }) => {
  const run = (sql: string) => postgres.query(databaseOf(writerA.name), sql);
  await run(`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger full_disk before insert on outbox.message for each row execute function full_disk()`);
  await delay(10 * SECOND_MS);
  await run('drop trigger full_disk on outbox.message; drop function full_disk()');
  return undefined;
});

/** Copies a service's database, lets everybody go on, and puts the copy in its place. */
function restored(service: string) {
  return during('restored from a copy', service, async ({ postgres, databaseOf, members }) => {
    const own = members.filter((member) => member.service === service);
    const name = databaseOf(service);
    const whileStopped = async (sql: readonly string[]) => {
      await Promise.all(own.map((member) => member.stop()));
      for (const statement of sql) await postgres.query('postgres', statement);
      await Promise.all(own.map((member) => member.start()));
    };
    await whileStopped([`create database "${name}-copy" template "${name}" owner "${name}" strategy wal_log`]);
    await delay(5 * SECOND_MS);
    await whileStopped([`drop database "${name}" with (force)`, `alter database "${name}-copy" rename to "${name}"`]);
    await delay(5 * SECOND_MS);
    return undefined;
  });
}

// What happened after the copy was made is unknown to the service that was restored, and known to the others: events
// that nobody remembers to have committed, and the same numbers given out again, are what a restore means.
const AFTER_RESTORE: readonly (keyof Wrongs)[] = ['lost', 'twice', 'mismatched'];

/** All of them, in the order in which they are run. */
export const scenarios: readonly Scenario[] = [
  { name: 'quiet', trouble: quiet },
  { name: 'queue-down', trouble: brokerDown },
  { name: 'open-transaction', trouble: openTransaction },
  { name: 'frozen-relay', trouble: frozenRelay },
  { name: 'closed-database', trouble: closedDatabase },
  { name: 'full-disk', trouble: fullDisk },
  { name: 'restored-source', counts: AFTER_RESTORE, trouble: restored(writerA.name) },
  { name: 'restored-consumer', counts: AFTER_RESTORE, trouble: restored(readerA.name) },
];
