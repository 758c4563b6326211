import { task, text } from '@strata/basis-contract';
import { preparePublications } from '../src/index.ts';
import { aggregate, createStage, leaving, SHOP, type Stage, until } from './support/inbox-stage.ts';

const pack = task('warehouse.pack', 1, { input: { name: text() }, output: {}, failures: [] });
const emitting = { service: SHOP, publications: [], events: [], asks: [pack] };

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
  await stage.pool.query('drop schema if exists outbox cascade');
  await preparePublications(stage.orm, []);
});
afterEach(() => stage.stop());

const [A, B] = [aggregate(1), aggregate(2)];

test('a handler that succeeds has emitted once, under the request of its message; one that fails has not', async () => {
  let wakes = 0;
  let attempts = 0;
  const handler = leaving((name, { emit }) => {
    emit(pack({ id: A }, { name }));
    attempts += 1;
    if (name === 'never' || attempts === 1) throw new Error('not now');
  });
  const wake = () => {
    wakes += 1;
  };
  await stage.process({ handlers: [handler], emitting, wake });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'now', aggregateId: A },
    { id: 2, name: 'never', aggregateId: B },
  ]);
  const { rows } = await stage.pool.query(
    "select kind, topic, target, payload->'input' as input, headers from outbox.message",
  );
  expect(rows).toEqual([
    {
      kind: 'task',
      topic: 'warehouse.pack',
      target: 'warehouse',
      input: { name: 'now' },
      headers: { requestId: 'r1', viewerId: SHOP },
    },
  ]);
  expect(wakes).toBe(2);
});

test('what the manifest does not list is not emitted: the message is parked', async () => {
  const handler = leaving((name, { emit }) => emit(pack({ id: A }, { name })));
  await stage.process({ handlers: [handler] });
  const { orders } = stage;
  await orders.deliver(0, [{ id: 1 }]);
  expect(await stage.effects()).toEqual([]);
  expect(await stage.parked()).toEqual(['m1 failed HANDLER_FAILED']);
});

test('an outbox that takes nothing parks nothing: the message is handled when it does again', async () => {
  await stage.pool.query('alter table outbox.message rename to message_away');
  let calls = 0;
  const handler = leaving((name, { emit }) => {
    calls += 1;
    emit(pack({ id: A }, { name }));
  });
  const inbox = await stage.process({ handlers: [handler], emitting });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await until(
    () => calls,
    (count) => count === 1,
  );
  await stage.pool.query('alter table outbox.message_away rename to message');
  await orders.send(orders.envelope(0, [{ id: 1 }]));
  await until(
    () => orders.acknowledged(),
    (id) => id === 1,
  );
  expect(await stage.effects()).toEqual(['m1']);
  expect(inbox.counters).toMatchObject({ handlerFailures: 0, parked: {} });
});

test('what can never be published is parked, and holds nobody else up', async () => {
  const handler = leaving(async (name, { em }) => {
    if (name === 'beyond') await em.execute('select outbox.whole(9007199254740993)');
  });
  await stage.process({ handlers: [handler], emitting });
  const { orders } = stage;
  await orders.deliver(0, [
    { id: 1, name: 'beyond', aggregateId: A },
    { id: 2, name: 'within', aggregateId: B },
  ]);
  expect(await stage.effects()).toEqual(['within']);
  expect(await stage.parked()).toEqual(['beyond failed HANDLER_FAILED']);
});
