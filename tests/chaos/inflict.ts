import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedFault } from './faults.ts';
import type { Fault } from './ledgers.ts';
import type { ChaosSystem } from './system.ts';

/** How long a process may take to come to the checkpoint at which it is to die. */
const CHECKPOINT_PATIENCE_MS = 4_000;

/**
 * Does something bad, and waits until what was taken away is there again.
 *
 * @returns what was done; undefined when it did not come to it
 */
export async function inflict(system: ChaosSystem, fault: PlannedFault): Promise<Fault | undefined> {
  const atMs = Date.now();
  if ('member' in fault) return inflictOnMember(system, fault, atMs);
  await inflictOnEngine(system, fault);
  const target = fault.kind.endsWith('broker') ? 'queue' : 'postgres';
  return { kind: fault.kind, target, atMs, backAtMs: Date.now() };
}

async function inflictOnMember(
  { members }: ChaosSystem,
  fault: Extract<PlannedFault, { member: number }>,
  atMs: number,
): Promise<Fault | undefined> {
  const member = members[fault.member];
  if (member === undefined) return undefined;
  await member.untilReady();
  const done = (kind: string, beganAtMs = atMs): Fault => ({
    kind,
    target: member.name,
    atMs: beganAtMs,
    backAtMs: Date.now(),
  });
  switch (fault.kind) {
    case 'kill':
      await member.kill();
      return done(fault.kind);
    case 'freeze':
      await member.freeze(fault.forMs);
      return done(fault.kind);
    case 'die at': {
      const diedAtMs = await member.dieAt({ kind: 'die at', checkpoint: fault.checkpoint }, CHECKPOINT_PATIENCE_MS);
      return diedAtMs === undefined ? undefined : done(`${fault.kind} ${fault.checkpoint}`, diedAtMs);
    }
  }
}

async function inflictOnEngine(
  { broker, postgres, databaseOf }: ChaosSystem,
  fault: Exclude<PlannedFault, { member: number }>,
): Promise<void> {
  switch (fault.kind) {
    case 'kill the broker':
      await broker.kill();
      await delay(fault.forMs);
      await broker.restart();
      return;
    case 'wipe the broker':
      await broker.wipe();
      return;
    case 'crash the database':
      await postgres.crash();
      await delay(fault.forMs);
      await postgres.start();
      return;
    case 'end connections':
      await postgres
        .query(
          'postgres',
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname like $1 and backend_type = 'client backend' and pid <> pg_backend_pid() and random() < $2`,
          [`%${databaseOf('')}`, fault.share],
        )
        .catch(() => 'the database may be down at this moment');
  }
}
