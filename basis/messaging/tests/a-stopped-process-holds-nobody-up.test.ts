import { createStage, replica, type Stage, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

test('a process that is stopped in the middle of a transaction is waited for only for a while', async () => {
  const { orders } = stage;
  const stopped = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const checkpoint = async (point: string) => {
    if (point !== 'before the commit of the consumer') return;
    stopped.resolve();
    await goesOn.promise;
  };
  await stage.process({ absorbers: [replica], checkpoint });
  const envelope = orders.envelope(0, [{ id: 1, kind: 'entity', name: 'one' }]);
  await orders.send(envelope);
  await stopped.promise;
  const other = await stage.process({ absorbers: [replica] });
  try {
    await orders.send(envelope);
    await until(
      () => other.counters.envelopes,
      (count) => count === 1,
      25_000,
    );
    expect(await stage.replica()).toEqual({ 1: 'one' });
  } finally {
    goesOn.resolve();
  }
}, 120_000);
