import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@strata/basis-core';
import { silentLogger } from '@strata/basis-testing';
import { withTransaction } from '../../src/database.ts';
import { inTransaction } from '../../src/outbox/transaction.ts';
import type { Batch } from '../../src/parts.ts';
import type { Message, WireMessage } from '../../src/queue/wire.ts';
import type { Tasks } from '../../src/task/tasks.ts';
import type { TaskService } from './task-service.ts';

const PAUSE_MS = 3;

/** Carries messages from the outboxes of services to each other, as relay and inbox do when nothing goes wrong. */
export interface Post {
  /** Holds everything back until `resume`. */
  hold(): void;
  resume(): void;
  /** Everything that was carried so far, again. */
  repeat(): Promise<void>;
  stop(): Promise<void>;
}

/** A post between services. The first process of each takes everything in. */
export function startPost(...services: readonly TaskService[]): Post {
  const carried: { to: TaskService; batch: Batch; messages: readonly WireMessage[] }[] = [];
  let held = false;
  let stopped = false;

  async function carry(from: TaskService, to: TaskService, known: Set<number>): Promise<void> {
    const messages = await unsent(from, to, [...known]);
    if (messages.length === 0) return;
    const batch: Batch = { source: from.name, part: 0, messages: JSON.stringify(messages), after: [0, 0] };
    await deliver(to, batch, messages);
    carried.push({ to, batch, messages });
    for (const [, id] of messages) known.add(id);
  }

  async function run(): Promise<void> {
    const ways = services.flatMap((from) => services.map((to) => ({ from, to, known: new Set<number>() })));
    while (!stopped) {
      // What could not be carried, because a database was away, is carried next time.
      for (const { from, to, known } of ways) if (!held) await carry(from, to, known).catch(() => undefined);
      await pause(PAUSE_MS);
    }
  }
  const running = run();

  return {
    hold() {
      held = true;
    },
    resume() {
      held = false;
    },
    async repeat() {
      for (const { to, batch, messages } of [...carried]) await deliver(to, batch, messages);
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function unsent(from: TaskService, to: TaskService, known: readonly number[]): Promise<WireMessage[]> {
  const { rows } = await from.pool.query<{ message: WireMessage }>(
    `select json_build_array(1, id, kind, topic, schema_version, aggregate_id, aggregate_version, payload, headers,
       created_at) as message
     from outbox.message where target = $1 and id <> all($2) order by id`,
    [to.name, known],
  );
  return rows.map(({ message }) => message);
}

/** Takes a batch in: what is absorbed in one transaction, each outcome in one of its own. */
export async function deliver(to: TaskService, batch: Batch, messages: readonly WireMessage[]): Promise<void> {
  const [tasks] = to.processes as [Tasks];
  await withTransaction(to.pool, async (client) => {
    for (const absorber of tasks.absorbers) await absorber.absorb(client, batch);
  });
  for (const absorber of tasks.absorbers) absorber.absorbed?.();
  for (const wired of messages) await handle(to, tasks, messageOf(batch, wired));
}

async function handle(to: TaskService, tasks: Tasks, message: Message): Promise<void> {
  const handler = tasks.handlers.find(
    ({ kind, topic, schemaVersion }) =>
      kind === message.kind && topic === message.topic && schemaVersion === message.schemaVersion,
  );
  if (handler === undefined) return;
  const { signal } = new AbortController();
  const viewer = { kind: 'service', id: to.name, roles: [], attributes: {}, policy: { hash: '', grants: [] } } as const;
  const origin = { viewer, now: new Date(), requestId: newId(), logger: silentLogger() };
  await inTransaction(to.orm, origin, (unit) => handler.handle({ ...unit, message, signal }, message), {
    emitting: to.emitting,
  });
}

function messageOf({ source, part }: Batch, wired: WireMessage): Message {
  const [tick, id, kind, topic, schemaVersion, aggregateId, aggregateVersion, payload, headers, at] = wired;
  const position = [tick, id] as const;
  return { source, part, position, kind, topic, schemaVersion, aggregateId, aggregateVersion, payload, headers, at };
}
