import { checkLedgers, isRight, type Wrongs } from './check-ledgers.ts';
import { quantile, timesToHeal } from './heal.ts';
import type { AppliedEvent, Ledgers } from './ledgers.ts';

const applied = (key: string, aggregate: string, sequence: number): AppliedEvent => ({
  service: 'reader',
  topic: 'writer.Changed',
  key,
  aggregate,
  sequence,
  atMs: 100 + sequence,
});
const one = applied('1', 'a', 1);
const two = applied('2', 'a', 2);
const other = applied('3', 'b', 1);
const row = { id: 'a', version: 2, payload: '{}' };

/** Two events of one aggregate and one of another, a replica, a task: as it should be. */
const right: Ledgers = {
  committed: [one, two, other].map((event) => ({ ...event, service: 'writer', atMs: event.atMs - 50 })),
  applied: [one, other, two],
  versions: [1, 2, 4].map((version) => ({ service: 'reader', topic: 'writer.Thing', aggregate: 'a', version })),
  replicas: [{ service: 'reader', topic: 'writer.Thing', source: [row], replica: [row] }],
  asked: [{ service: 'writer', key: 't' }],
  carriedOut: [{ service: 'reader', key: 't' }],
  outcomes: [{ service: 'writer', key: 't' }],
  faults: [],
  deadlocks: 0,
  listeners: [{ service: 'reader', topic: 'writer.Changed' }],
};
const none: Wrongs = { lost: 0, twice: 0, unreal: 0, outOfOrder: 0, mismatched: 0, tasks: 0, outcomes: 0 };

test('a right run is right', () => {
  const verdict = checkLedgers(right);
  expect(verdict).toMatchObject({ events: 3, deliveries: 3, wrongs: none, details: [] });
  expect(isRight(verdict)).toBe(true);
});

const replica = (rows: Ledgers['replicas'][0]['replica']) =>
  [{ ...right.replicas[0], replica: rows }] as Ledgers['replicas'];
const version = (number: number) => ({ service: 'reader', topic: 'writer.Thing', aggregate: 'a', version: number });

test.each<[string, Partial<Ledgers>, Partial<Wrongs>]>([
  ['an event that nobody handled', { applied: [one, two] }, { lost: 1 }],
  [
    'a listener that handled nothing',
    { listeners: [...right.listeners, { service: 'third', topic: 'writer.Changed' }] },
    { lost: 3 },
  ],
  ['an event handled again', { applied: [one, two, one, other] }, { twice: 1 }],
  ['an event handled three times', { applied: [one, one, one, two, other] }, { twice: 2 }],
  ['what was rolled back', { applied: [one, two, other, applied('9', 'c', 1)] }, { unreal: 1 }],
  ['the second before the first', { applied: [two, one, other] }, { outOfOrder: 1 }],
  [
    'two that think they are the second',
    {
      applied: [one, two, { ...two, key: '3' }, other].slice(0, 3),
      committed: right.committed.map((event) =>
        event.key === '3' ? { ...event, aggregate: 'a', sequence: 2 } : event,
      ),
    },
    { outOfOrder: 1 },
  ],
  ['an older version after a newer one', { versions: [version(2), version(1)] }, { outOfOrder: 1 }],
  ['a version given again', { versions: [version(1), version(1)] }, { outOfOrder: 1 }],
  ['a row that the replica has not', { replicas: replica([]) }, { mismatched: 1 }],
  ['a row that the source has not', { replicas: replica([row, { ...row, id: 'b' }]) }, { mismatched: 1 }],
  ['a row of an older version', { replicas: replica([{ ...row, version: 1 }]) }, { mismatched: 1 }],
  ['a row that differs', { replicas: replica([{ ...row, payload: '{"name":"x"}' }]) }, { mismatched: 1 }],
  ['a task that nobody carried out', { carriedOut: [] }, { tasks: 1 }],
  ['a task carried out twice', { carriedOut: [...right.carriedOut, ...right.carriedOut] }, { tasks: 1 }],
  [
    'a task that nobody asked for',
    { carriedOut: [...right.carriedOut, { service: 'reader', key: 'u' }] },
    { tasks: 1 },
  ],
  ['a task without outcome', { outcomes: [] }, { outcomes: 1 }],
  ['a task with two outcomes', { outcomes: [...right.outcomes, ...right.outcomes] }, { outcomes: 1 }],
])('wrong: %s', (_, change, wrongs) => {
  const verdict = checkLedgers({ ...right, ...change });
  expect(verdict.wrongs).toEqual({ ...none, ...wrongs });
  expect(isRight(verdict)).toBe(false);
  expect(verdict.details.length).toBeGreaterThan(0);
});

test('the time to heal runs from when the part is back to the last event that was waiting then', () => {
  const fault = (backAtMs: number) => ({ kind: 'kill', target: 'reader', atMs: 0, backAtMs });
  const deliveries = [
    { committedAtMs: 10, appliedAtMs: 400 },
    { committedAtMs: 20, appliedAtMs: 30 },
    { committedAtMs: 200, appliedAtMs: 900 },
  ];
  expect(timesToHeal([fault(5), fault(100), fault(200), fault(1_000)], deliveries)).toEqual([0, 300, 700, 0]);
  expect(timesToHeal([fault(100)], [{ committedAtMs: 1, appliedAtMs: Number.POSITIVE_INFINITY }])).toEqual([Infinity]);
});

test('quantiles are values that were there', () => {
  expect([0.5, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([2, 4]);
  expect(quantile([], 0.5)).toBe(0);
});
