import { type Abilities, nextEngineFault, nextMemberFault } from './faults.ts';
import { createRandom } from './random.ts';

const abilities: Abilities = [new Set(['relay']), new Set(['relay', 'inbox']), new Set(['relay', 'inbox', 'tasks'])];
const FAULTS = 400;

function faultsOf(seed: number) {
  const random = createRandom(seed);
  return Array.from({ length: FAULTS }, (_, turn) => [
    nextMemberFault(random, abilities, turn),
    nextEngineFault(random),
  ]).flat();
}

test('the same seed does the same, another one something else', () => {
  expect(faultsOf(7)).toEqual(faultsOf(7));
  expect(faultsOf(7)).not.toEqual(faultsOf(8));
});

test('every kind of fault comes up, and a death at every checkpoint, where somebody comes there', () => {
  const faults = faultsOf(1);
  const kinds = new Set(faults.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual([
    'crash the database',
    'die at',
    'end connections',
    'freeze',
    'kill',
    'kill the broker',
    'wipe the broker',
  ]);
  const deaths = faults.filter((fault) => fault.kind === 'die at');
  expect(new Set(deaths.map(({ checkpoint }) => checkpoint)).size).toBe(9);
  const ofTasks = deaths.filter(({ checkpoint }) => checkpoint.endsWith('of a task'));
  expect(ofTasks.every(({ member }) => member === 2)).toBe(true);
});

test('random numbers spread over the whole of their range', () => {
  const random = createRandom(5);
  const numbers = Array.from({ length: 10_000 }, () => random.whole(1, 10));
  const times = [...Map.groupBy(numbers, (number) => number)].map(([, list]) => list.length);
  expect(times).toHaveLength(10);
  expect(Math.min(...times)).toBeGreaterThan(800);
  expect(() => random.pick([])).toThrow('nothing to pick from');
});
