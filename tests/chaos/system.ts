import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Backend, type Broker, startBroker } from './broker.ts';
import { checkLedgers, type Verdict } from './check-ledgers.ts';
import { collectLedgers } from './collect.ts';
import type { Abilities } from './faults.ts';
import type { Fault } from './ledgers.ts';
import { Member } from './member.ts';
import type { Sabotage } from './messages.ts';
import type { PostgresProcess } from './postgres-process.ts';
import { readerA, readerB, writerA, writerB } from './services/contracts.ts';

const MEMBERS_OF_A_SERVICE = 2;
const WRITERS_OF_A_MEMBER = 2;
const SUBSCRIBED_TIMEOUT_MS = 180_000;
const LAST_WRITE_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
const READERS: readonly string[] = [readerA.name, readerB.name];
const WRITERS: readonly string[] = [writerA.name, writerB.name];
/** What each service's processes do, for faults that need it. */
const ABILITIES: Readonly<Record<string, readonly ('relay' | 'inbox' | 'tasks')[]>> = {
  [writerA.name]: ['relay'],
  [writerB.name]: ['relay'],
  [readerA.name]: ['relay', 'inbox'],
  [readerB.name]: ['relay', 'inbox', 'tasks'],
};

/** Two of everything, on databases and a broker of its own. */
export interface ChaosSystem {
  readonly members: readonly Member[];
  readonly abilities: Abilities;
  readonly postgres: PostgresProcess;
  readonly broker: Broker;
  /** The database of a service, or of the queue. */
  databaseOf(name: string): string;
  /** Processes that ended though nobody had wanted it. */
  readonly surprises: readonly string[];
  startWriting(): void;
  /** Resolves when the last transaction is over. */
  stopWriting(): Promise<void>;
  judge(faults: readonly Fault[]): Promise<Verdict>;
  stop(): Promise<void>;
}

/** What a system is started with. */
export interface SystemOptions {
  /** A PostgreSQL that may serve several systems, one after the other. */
  readonly postgres: PostgresProcess;
  readonly backend: Backend;
  readonly seed: number;
  /** Tells this system's databases from those of others. */
  readonly run: string;
  readonly folder: string;
  readonly sabotage?: Sabotage | undefined;
}

/** Starts everything; resolves once every reader has subscribed everywhere: from then on nothing may be lost. */
export async function startSystem(options: SystemOptions): Promise<ChaosSystem> {
  const { postgres, backend, run, folder } = options;
  mkdirSync(folder, { recursive: true });
  const databaseOf = (name: string) => `${name}-${run}`;
  const broker = await startBroker(backend, postgres, databaseOf('queue'));
  const surprises: string[] = [];
  let writing = false;
  const onReady = (member: Member) => {
    if (writing && WRITERS.includes(member.service)) member.tell({ kind: 'write' });
  };
  const members: Member[] = [];
  for (const service of [...WRITERS, ...READERS]) {
    const databaseUrl = await postgres.provision(databaseOf(service));
    for (let number = 1; number <= MEMBERS_OF_A_SERVICE; number += 1) {
      const environment = environmentOf(options, { databaseUrl, queueUrl: broker.url });
      members.push(
        new Member({ service, number, folder, environment, onReady, onSurprise: (what) => surprises.push(what) }),
      );
    }
  }
  const writers = members.filter(({ service }) => WRITERS.includes(service));
  const stop = async () => {
    await Promise.all(members.map((member) => member.stop()));
    await broker.stop();
  };
  try {
    await Promise.all(members.map((member) => member.start()));
    await untilSubscribed(postgres, databaseOf);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    members,
    abilities: members.map(({ service }) => new Set(ABILITIES[service])),
    postgres,
    broker,
    databaseOf,
    surprises,
    startWriting() {
      writing = true;
      for (const writer of writers) writer.tell({ kind: 'write' });
    },
    async stopWriting() {
      writing = false;
      for (const writer of writers) {
        await writer.ask({ kind: 'stop writing' }, 'wrote the last', LAST_WRITE_TIMEOUT_MS);
      }
    },
    judge: async (faults) => checkLedgers(await collectLedgers(postgres, databaseOf, faults)),
    stop,
  };
}

function environmentOf(
  { seed, sabotage }: SystemOptions,
  { databaseUrl, queueUrl }: { databaseUrl: string; queueUrl: string },
): Record<string, string> {
  return {
    CHAOS_DATABASE_URL: databaseUrl,
    CHAOS_QUEUE_URL: queueUrl,
    CHAOS_SEED: `${seed}`,
    CHAOS_WRITERS: `${WRITERS_OF_A_MEMBER}`,
    CHAOS_SABOTAGE: sabotage ?? '',
  };
}

async function untilSubscribed(postgres: PostgresProcess, databaseOf: (name: string) => string): Promise<void> {
  const until = Date.now() + SUBSCRIBED_TIMEOUT_MS;
  for (const reader of READERS) {
    // Both writers, and the other reader.
    const wanted = 3;
    for (;;) {
      const [row] = await postgres.query<{ sources: number }>(
        databaseOf(reader),
        'select count(distinct source)::int as sources from inbox.cursor',
      );
      if (row?.sources === wanted) break;
      if (Date.now() > until) throw new Error(`${reader} has subscribed to ${row?.sources} of ${wanted} sources`);
      await delay(POLL_MS);
    }
  }
}
