import { newId, type Write } from '@strata/basis-core';
import {
  nobody,
  openTestTransport,
  settled,
  silentLogger,
  startTestSubgraph,
  type TestSubgraph,
} from '@strata/basis-testing';
import { command, runCommand } from '../src/index.ts';
import { depot, FIRST_TOYS, maker, ToyReplica } from './support/toy-services.ts';

/** Of each of the eight parts more than one envelope holds: they are not all taken in at once. */
const MORE_TOYS = 8_000;
const ROUNDS = 5;
const LONG_MS = 20_000;

const queues = openTestTransport(silentLogger());
let source: TestSubgraph;
let copy: TestSubgraph;
beforeAll(async () => {
  const { transport } = queues;
  [source, copy] = await Promise.all([
    startTestSubgraph(maker, { transport }),
    startTestSubgraph(depot, { transport }),
  ]);
  await settled(() => [source, copy]);
});
afterAll(async () => {
  await Promise.all([source.stop(), copy.stop()]);
  await queues.drop();
});

const buildMore = command(({ em }) =>
  em.execute("insert into toy (id, name, made) select gen_random_uuid(), 'more', 0 from generate_series(1, ?)", [
    MORE_TOYS,
  ]),
);
const makeAll = command(({ em }, made: number) => em.execute('update toy set made = ?', [made]));

/** @returns what the command wrote */
async function run<Input>(changing: ReturnType<typeof command<Input, unknown>>, input: Input) {
  const written: Write[] = [];
  const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
  const onWrites = (writes: readonly Write[]) => void written.push(...writes);
  await runCommand(source.orm, changing, { ...origin, afterCommit: () => source.messaging?.wake(), onWrites }, input);
  return written;
}

test('who waits for a change of many rows, told by the last of each part, sees all of them', async () => {
  await run(buildMore, undefined);
  for (let made = 1; made <= ROUNDS; made += 1) {
    const writes = await run(makeAll, made);
    expect(writes.map(({ last }) => last)).toEqual(Array.from({ length: 8 }, () => true));
    expect(await copy.messaging?.catchUp.until(writes, LONG_MS)).toEqual([]);
    expect(await copy.orm.em.fork().count(ToyReplica, { made })).toBe(FIRST_TOYS + MORE_TOYS);
  }
});
