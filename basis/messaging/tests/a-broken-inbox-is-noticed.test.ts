import { createStage, leaving, type Stage, until } from './support/inbox-stage.ts';

// What the chaos suite breaks on purpose, its checker must see: here, that the breaking itself breaks something.
let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

test('without the cursor check, an envelope that comes twice has its effect twice', async () => {
  await stage.process({ handlers: [leaving()], sabotage: { skipCursorCheck: true } });
  const { orders } = stage;
  const envelope = orders.envelope(0, [{ id: 1 }, { id: 2 }]);
  await orders.send(envelope, envelope);
  await until(
    () => stage.effects(),
    ({ length }) => length === 4,
  );
  expect(await stage.effects()).toEqual(['m1', 'm2', 'm1', 'm2']);
});

test('in one transaction, a handler takes the effects of those before it with it', async () => {
  let failures = 0;
  const handler = leaving((name) => {
    if (name !== 'm2') return;
    failures += 1;
    throw new Error('never');
  });
  await stage.process({ handlers: [handler], sabotage: { oneTransaction: true } });
  const { orders } = stage;
  await orders.send(orders.envelope(0, [{ id: 1 }, { id: 2 }]));
  await until(
    () => failures,
    (count) => count > 0,
  );
  await orders.send(orders.envelope(0, [{ id: 1 }, { id: 2 }]));
  await until(
    () => failures,
    (count) => count > 1,
  );
  expect(await stage.effects()).toEqual([]);
  expect(await stage.cursor()).toBe(0);
});
