import { MAX_WRITES, newId, type Write } from '@strata/basis-core';
import { nobody, openTestTransport, settled, silentLogger, startTestSubgraph } from '@strata/basis-testing';
import { command, runCommand } from '../src/index.ts';
import { depot, FIRST_TOYS, maker, ToyReplica } from './support/toy-services.ts';

const ROUNDS = 30;
const LONG_MS = 20_000;

const makeAll = command(({ em }, made: number) => em.execute('update toy set made = ?', [made]));

test('who waits for a change of many rows, told by the last of each part, sees all of them', async () => {
  const queues = openTestTransport(silentLogger());
  const { transport } = queues;
  const [source, copy] = await Promise.all([
    startTestSubgraph(maker, { transport }),
    startTestSubgraph(depot, { transport }),
  ]);
  await settled(() => [source, copy]);
  expect(FIRST_TOYS).toBeGreaterThan(MAX_WRITES);
  for (let made = 1; made <= ROUNDS; made += 1) {
    let writes: readonly Write[] = [];
    const onWrites = (written: readonly Write[]) => {
      writes = written;
    };
    const origin = { viewer: nobody, now: new Date(), requestId: newId(), logger: silentLogger() };
    const afterCommit = () => source.messaging?.wake();
    await runCommand(source.orm, makeAll, { ...origin, afterCommit, onWrites }, made);
    expect(writes.every(({ last }) => last)).toBe(true);
    expect(await copy.messaging?.catchUp.until(writes, LONG_MS)).toEqual([]);
    expect(await copy.orm.em.fork().count(ToyReplica, { made })).toBe(FIRST_TOYS);
  }
  await Promise.all([source.stop(), copy.stop()]);
  await queues.drop();
});
