import { absorberOf, type Replicas } from '@strata/basis-messaging';
import { ids, type ReplicaPair, startReplicaPair } from './support/replica-pair.ts';
import { ThingReplica, thing } from './support/thing.replica.ts';

let pair: ReplicaPair;
beforeEach(async () => {
  pair = await startReplicaPair(ThingReplica);
});
afterEach(() => pair.stop());

/** A process of a deployment that keeps another set of fields, and each time that it is told whether it holds them. */
function otherDeployment(): { replicas: Replicas; told: boolean[]; replica: typeof pair.replica } {
  const told: boolean[] = [];
  const replica = { ...pair.replica, shape: 'fewer fields', fields: pair.replica.fields.slice(0, 1) };
  return { told, replica, replicas: pair.another({ replicas: [replica], onHold: (isHeld) => told.push(isHeld) }) };
}

const shape = async () => (await pair.consumer.query('select shape, generation from inbox.replica')).rows[0];
const letTimePass = (interval: string) =>
  pair.consumer.query(
    'update inbox.replica set shape_at = shape_at - $1::interval, alive_at = alive_at - $1::interval',
    [interval],
  );

test('a newer deployment takes over from one that has kept a replica for long', async () => {
  await pair.consumer.query("update inbox.replica set shape_at = now() - interval '1 hour'");
  const other = otherDeployment();
  await other.replicas.start();
  expect(other.told).toEqual([true]);
  expect(await shape()).toEqual({ shape: 'fewer fields', generation: 2 });
});

test('a process of an older deployment that starts beside the newer one leaves all to it', async () => {
  const other = otherDeployment();
  await other.replicas.start();
  expect(other.told).toEqual([false]);
  expect(await shape()).toEqual({ shape: pair.replica.shape, generation: 1 });
  await expect(other.replicas.check('shop.Thing')).rejects.toMatchObject({ code: 'REPLICA_NOT_READY' });
  await pair.replicas.subscribed('shop');
  expect(pair.flight).toHaveLength(1);
  await other.replicas.subscribed('shop');
  expect(pair.flight).toHaveLength(1);
});

test('a deployment that was stopped, or not heard for half a minute, is followed at once', async () => {
  await pair.replicas.stop();
  const stopped = otherDeployment();
  await stopped.replicas.start();
  expect(stopped.told).toEqual([true]);
  await letTimePass('31 s'); // as if it had been killed
  const next = pair.another();
  await next.start();
  expect(next.isHeld).toBe(true);
  expect(await shape()).toEqual({ shape: pair.replica.shape, generation: 3 });
});

test('one that waits takes over by itself once the other is gone', async () => {
  const other = otherDeployment();
  await other.replicas.start();
  expect(other.told).toEqual([false]);
  await pair.replicas.stop();
  await until(() => other.told.length === 2);
  expect(other.told).toEqual([false, true]);
  expect(await shape()).toEqual({ shape: 'fewer fields', generation: 2 });
});

test('rows, and chunks of rows, are written by the deployment that keeps the replica alone', async () => {
  const [id = ''] = ids(1);
  const row = await pair.write(id, thing('Kettle'));
  await pair.replicas.subscribed('shop');
  await pair.deliver(pair.flight.shift() as never); // never: the question that was just asked
  const other = otherDeployment();
  await other.replicas.start();
  const [chunk] = pair.flight;
  await other.replicas.handle(chunk?.data as never); // never: its answer
  expect((await pair.consumer.query('select from thing_replica')).rowCount).toBe(0);
  const wire = [1, 1, 'entity', 'shop.Thing', 1, row.id, row.version, row.payload, {}, '2026-01-01T00:00:00Z'];
  const client = await pair.consumer.connect();
  try {
    const absorbed = absorberOf(other.replica).absorb(client, {
      messages: JSON.stringify([wire]),
      after: [0, 0],
    } as never); // never: what it reads of a batch
    await expect(absorbed).rejects.toMatchObject({ code: 'ST001' });
  } finally {
    client.release();
  }
  await pair.settle();
  const { rows } = await pair.consumer.query('select name, pieces from thing_replica');
  expect(rows).toMatchObject([{ name: 'Kettle', pieces: expect.anything() }]);
});

async function until(look: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!look()) {
    if (Date.now() > giveUpAt) throw new Error('It never came about.');
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
