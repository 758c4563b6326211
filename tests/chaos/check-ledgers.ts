import { type Delivery, timesToHeal } from './heal.ts';
import type { AppliedEvent, Ledgers, PublishedRow, ReplicaRows, SeenVersion, TaskNote } from './ledgers.ts';

/** What may be wrong with a run. Each must be 0. */
export interface Wrongs {
  /** Events that were committed, and not handled by somebody who listens. */
  readonly lost: number;
  /** Handled again by the same service. */
  readonly twice: number;
  /** Handled, though never committed. */
  readonly unreal: number;
  /** Handled, or a version given, after a later one of the same aggregate. */
  readonly outOfOrder: number;
  /** Rows of replicas that are not what their source has. */
  readonly mismatched: number;
  /** Tasks that were carried out never or more than once. */
  readonly tasks: number;
  /** Tasks whose asker learnt the outcome never or more than once. */
  readonly outcomes: number;
}

/** What came out of a run. */
export interface Verdict {
  readonly events: number;
  readonly deliveries: number;
  /** Deliveries that have come to be. */
  readonly handled: number;
  readonly faults: number;
  /** No wrong by themselves, for what meets one is tried again; handlers in transactions of their own meet none. */
  readonly deadlocks: number;
  readonly wrongs: Wrongs;
  /** Milliseconds from when a part was back until all that had been committed by then was handled; one for each fault. */
  readonly healedMs: readonly number[];
  /** Some of what is wrong, for a person. */
  readonly details: readonly string[];
}

const MAX_DETAILS_OF_A_KIND = 5;

/** Judges a run by what was noted in the databases, and by nothing else. */
export function checkLedgers(ledgers: Ledgers): Verdict {
  const { deliveries, ...handled } = checkHandled(ledgers);
  const found: Record<keyof Wrongs, string[]> = {
    ...handled,
    outOfOrder: [...eventsOutOfOrder(ledgers.applied), ...versionsOutOfOrder(ledgers.versions)],
    mismatched: ledgers.replicas.flatMap(rowsThatDiffer),
    tasks: notOnce(ledgers.asked, ledgers.carriedOut, 'carried out'),
    outcomes: notOnce(ledgers.asked, ledgers.outcomes, 'answered'),
  };
  const kinds = Object.entries(found) as [keyof Wrongs, string[]][];
  return {
    events: ledgers.committed.length,
    deliveries: deliveries.length,
    handled: deliveries.filter(({ appliedAtMs }) => Number.isFinite(appliedAtMs)).length,
    faults: ledgers.faults.length,
    deadlocks: ledgers.deadlocks,
    wrongs: Object.fromEntries(kinds.map(([kind, list]) => [kind, list.length])) as unknown as Wrongs, // same keys
    healedMs: timesToHeal(ledgers.faults, deliveries),
    details: kinds.flatMap(([kind, list]) => list.slice(0, MAX_DETAILS_OF_A_KIND).map((text) => `${kind}: ${text}`)),
  };
}

/** Whether nothing at all is wrong. */
export function isRight({ wrongs }: Pick<Verdict, 'wrongs'>): boolean {
  return Object.values(wrongs).every((count) => count === 0);
}

function checkHandled({ committed, applied, listeners }: Ledgers) {
  const handledBy = Map.groupBy(applied, ({ service, key }) => `${service} ${key}`);
  const deliveries: Delivery[] = [];
  const lost: string[] = [];
  for (const { topic, key, aggregate, sequence, atMs } of committed) {
    for (const listener of listeners.filter((each) => each.topic === topic)) {
      const first = handledBy.get(`${listener.service} ${key}`)?.[0];
      deliveries.push({ committedAtMs: atMs, appliedAtMs: first?.atMs ?? Number.POSITIVE_INFINITY });
      if (first === undefined) lost.push(`${listener.service} never handled ${topic} ${sequence} of ${aggregate}`);
    }
  }
  const real = new Set(committed.map(({ key }) => key));
  const twice = [...handledBy.values()].flatMap((notes) => notes.slice(1).map((note) => `${describe(note)} again`));
  const unreal = applied.filter(({ key }) => !real.has(key)).map((note) => `${describe(note)}, never committed`);
  return { deliveries, lost, twice, unreal };
}

const describe = ({ service, topic, sequence, aggregate }: AppliedEvent) =>
  `${service} handled ${topic} ${sequence} of ${aggregate}`;

/** An event that is handled again is wrong in another way already, so only its first time counts here. */
function eventsOutOfOrder(applied: readonly AppliedEvent[]): string[] {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  return applied.flatMap((note) => {
    const delivery = `${note.service} ${note.key}`;
    if (seen.has(delivery)) return [];
    seen.add(delivery);
    const stream = `${note.service} ${note.topic} ${note.aggregate}`;
    const before = last.get(stream) ?? 0;
    last.set(stream, Math.max(before, note.sequence));
    return note.sequence > before ? [] : [`${describe(note)} after ${before}`];
  });
}

function versionsOutOfOrder(versions: readonly SeenVersion[]): string[] {
  const last = new Map<string, number>();
  return versions.flatMap(({ service, topic, aggregate, version }) => {
    const stream = `${service} ${topic} ${aggregate}`;
    const before = last.get(stream) ?? 0;
    last.set(stream, Math.max(before, version));
    return version > before ? [] : [`${service} was given version ${version} of ${topic} ${aggregate} after ${before}`];
  });
}

function rowsThatDiffer({ service, topic, source, replica }: ReplicaRows): string[] {
  const wanted = byId(source);
  const there = byId(replica);
  const ids = [...new Set([...wanted.keys(), ...there.keys()])];
  return ids
    .filter((id) => wanted.get(id) !== there.get(id))
    .map(
      (id) =>
        `${service} has ${topic} ${id} as ${there.get(id) ?? 'nothing'}, its source as ${wanted.get(id) ?? 'nothing'}`,
    );
}

function byId(rows: readonly PublishedRow[]): Map<string, string> {
  return new Map(rows.map(({ id, version, payload }) => [id, `${version} ${payload}`]));
}

function notOnce(asked: readonly TaskNote[], notes: readonly TaskNote[], what: string): string[] {
  const times = new Map<string, number>();
  for (const { key } of notes) times.set(key, (times.get(key) ?? 0) + 1);
  const wanted = new Set(asked.map(({ key }) => key));
  const missing = [...wanted].filter((key) => !times.has(key)).map((key) => `task ${key} was never ${what}`);
  const often = [...times]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => `task ${key} was ${what} ${count} times`);
  const unasked = [...times.keys()]
    .filter((key) => !wanted.has(key))
    .map((key) => `task ${key} was ${what}, never asked for`);
  return [...missing, ...often, ...unasked];
}
