import type { Checkpoint } from '@strata/basis-messaging';
import type { Random } from './random.ts';

/** Something bad that a run does. */
export type PlannedFault =
  | { readonly kind: 'kill'; readonly member: number }
  | { readonly kind: 'die at'; readonly member: number; readonly checkpoint: Checkpoint }
  | { readonly kind: 'freeze'; readonly member: number; readonly forMs: number }
  | { readonly kind: 'kill the broker'; readonly forMs: number }
  | { readonly kind: 'wipe the broker' }
  | { readonly kind: 'crash the database'; readonly forMs: number }
  | { readonly kind: 'end connections'; readonly share: number };

/** Where a process may be told to die, and of what it must be capable to come there. */
const CHECKPOINTS: Readonly<Record<Checkpoint, 'relay' | 'inbox' | 'tasks'>> = {
  'before the tick': 'relay',
  'after the tick, before the publish': 'relay',
  'in the middle of the publish': 'relay',
  'after the publish': 'relay',
  'before the commit of the consumer': 'inbox',
  'after the commit of the consumer, before the ack': 'inbox',
  'before the commit of a handler': 'inbox',
  'before the commit of a task': 'tasks',
  'after the commit of a task': 'tasks',
};

/** What members can do, by their place in the list. */
export type Abilities = readonly ReadonlySet<'relay' | 'inbox' | 'tasks'>[];

const FREEZE_MS = { least: 500, most: 6_000 };
const BROKER_DOWN_MS = { least: 0, most: 3_000 };
const DATABASE_DOWN_MS = { least: 0, most: 2_000 };

/** The next fault of the members: each checkpoint comes up in turn, between kills and freezes. */
export function nextMemberFault(random: Random, abilities: Abilities, turn: number): PlannedFault {
  const roll = random.next();
  if (roll < 0.3) return { kind: 'kill', member: random.whole(0, abilities.length - 1) };
  if (roll < 0.45) {
    const forMs = random.whole(FREEZE_MS.least, FREEZE_MS.most);
    return { kind: 'freeze', member: random.whole(0, abilities.length - 1), forMs };
  }
  const points = Object.entries(CHECKPOINTS) as [Checkpoint, 'relay' | 'inbox' | 'tasks'][];
  const [checkpoint, needs] = points[turn % points.length] as (typeof points)[0];
  const able = abilities.flatMap((ability, member) => (ability.has(needs) ? [member] : []));
  return { kind: 'die at', member: random.pick(able), checkpoint };
}

/** The next fault of what all share: the database, the broker, the connections to them. */
export function nextEngineFault(random: Random): PlannedFault {
  const roll = random.next();
  if (roll < 0.35) return { kind: 'end connections', share: 0.2 + random.next() * 0.8 };
  if (roll < 0.6) {
    return { kind: 'crash the database', forMs: random.whole(DATABASE_DOWN_MS.least, DATABASE_DOWN_MS.most) };
  }
  if (roll < 0.8) return { kind: 'wipe the broker' };
  return { kind: 'kill the broker', forMs: random.whole(BROKER_DOWN_MS.least, BROKER_DOWN_MS.most) };
}

/** A fault as one line: `reader-a 2: die at after the publish`. */
export function describeFault(fault: PlannedFault): string {
  if (fault.kind === 'die at') return `${fault.kind} "${fault.checkpoint}"`;
  return 'forMs' in fault ? `${fault.kind} for ${fault.forMs} ms` : fault.kind;
}
