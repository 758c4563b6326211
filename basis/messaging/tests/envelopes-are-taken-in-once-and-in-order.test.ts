import { createStage, leaving, replica, type Stage, type Told, until } from './support/inbox-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.stop());

const told = (from: number, to: number): Told[] => Array.from({ length: to - from + 1 }, (_, n) => ({ id: from + n }));
const names = (from: number, to: number) => told(from, to).map(({ id }) => `m${id}`);

test('messages are handled in the order of their stream, whatever order their envelopes come in', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(6, told(7, 9)), orders.envelope(3, told(4, 6)), orders.envelope(0, told(1, 3)));
  await until(stage.effects, ({ length }) => length >= 9);
  expect(await stage.effects()).toEqual(names(1, 9));
  await until(
    () => orders.acknowledged(),
    (id) => id === 9,
  );
});

test('of envelopes in one job, one that cannot be taken in holds up no other', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  const broken = { ...orders.envelope(0, told(7, 9), 2), messages: 'no JSON' };
  await orders.sendTogether(broken, orders.envelope(3, told(4, 6)), orders.envelope(0, told(1, 3)));
  await until(
    () => orders.acknowledged(),
    (id) => id === 6,
  );
  expect(await stage.effects()).toEqual(names(1, 6));
  expect(orders.acknowledged(2)).toBe(0);
});

test('an envelope that comes again is acknowledged again and has no effect', async () => {
  const inbox = await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, told(1, 3)));
  await until(
    () => orders.acknowledged(),
    (id) => id === 3,
  );
  orders.acks.length = 0;
  await orders.send(orders.envelope(0, told(1, 3)));
  await until(
    () => orders.acknowledged(),
    (id) => id === 3,
  );
  expect(await stage.effects()).toEqual(names(1, 3));
  expect(inbox.counters.duplicates).toBe(1);
});

test('of an envelope that overlaps what is known, only the rest is taken in', async () => {
  await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, told(1, 5)));
  await until(stage.effects, ({ length }) => length === 5);
  // Merged with what came before, cut elsewhere, and cut inside of what is known.
  await orders.send(orders.envelope(0, told(1, 7)), orders.envelope(3, told(4, 8)), orders.envelope(8, told(9, 9)));
  await until(stage.effects, ({ length }) => length >= 9);
  expect(await stage.effects()).toEqual(names(1, 9));
});

test('what is missing before an envelope is asked for, from where the cursor stands', async () => {
  const inbox = await stage.process({ handlers: [leaving()] });
  const { orders } = stage;
  await orders.send(orders.envelope(0, told(1, 3)));
  await until(
    () => orders.acknowledged(),
    (id) => id === 3,
  );
  await orders.send(orders.envelope(6, told(7, 9)));
  const asked = await until(
    () => orders.acks.find(({ missing }) => missing !== undefined),
    (ack) => ack !== undefined,
  );
  expect(asked).toMatchObject({ missing: [0], cursors: [[0, 1, 3]], epoch: orders.epoch });
  expect(inbox.counters.gaps).toBe(1);
  expect(await stage.effects()).toEqual(names(1, 3));
  await orders.send(orders.envelope(3, told(4, 9)));
  await until(stage.effects, ({ length }) => length >= 9);
  expect(await stage.effects()).toEqual(names(1, 9));
});

test('two processes that get the same envelopes handle each message once, in order', async () => {
  const both = [await stage.process({ handlers: [leaving()] }), await stage.process({ handlers: [leaving()] })];
  const { orders } = stage;
  const cuts = Array.from({ length: 20 }, (_, n) => [n * 5, n * 5 + 5] as const);
  const envelopes = cuts.map(([from, to]) => orders.envelope(from, told(from + 1, to)));
  await orders.send(...envelopes.flatMap((envelope) => [envelope, envelope, envelope]));
  const end = Date.now() + 10_000;
  // What was dropped while its predecessor was under way is sent again, as its source would.
  while ((await stage.cursor()) < 100 && Date.now() < end) {
    await orders.send(...envelopes);
    await until(
      () => stage.cursor(),
      () => true,
    );
  }
  expect(await stage.effects()).toEqual(names(1, 100));
  expect(both.every(({ counters }) => counters.parked.HANDLER_FAILED === undefined)).toBe(true);
});

test('parts do not wait for each other', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await stage.process({ handlers: [leaving((name) => (name === 'slow' ? gate : undefined))] });
  const { orders } = stage;
  await orders.send(
    orders.envelope(0, [{ id: 1, name: 'slow' }], 1),
    orders.envelope(0, [{ id: 1, name: 'swift' }], 2),
  );
  await until(stage.effects, (seen) => seen.includes('swift'));
  expect(await stage.effects()).toEqual(['swift']);
  open();
  await until(stage.effects, ({ length }) => length === 2);
});

test('a replica takes an envelope as a set, and a handler sees it up to date', async () => {
  const seen: string[] = [];
  const handler = leaving(async (name, { em }) => {
    const rows: { name: string }[] = await em.execute('select name from replica');
    seen.push(`${name} ${rows.map((row) => row.name)}`);
  });
  await stage.process({ handlers: [handler], absorbers: [replica] });
  const { orders } = stage;
  await orders.send(
    orders.envelope(0, [
      { id: 1, kind: 'entity', name: 'old', version: 1 },
      { id: 2, name: 'placed' },
      { id: 3, kind: 'entity', name: 'new', version: 2 },
    ]),
  );
  await until(
    () => orders.acknowledged(),
    (id) => id === 3,
  );
  expect(await stage.replica()).toEqual({ 1: 'new' });
  expect(seen).toEqual(['placed new']);
  expect(await stage.effects()).toEqual(['placed']);
});

test('what only replicas take is never parsed here, and is applied once', async () => {
  await stage.process({ absorbers: [replica] });
  const { orders } = stage;
  const whole = orders.envelope(0, [
    { id: 1, kind: 'entity', name: 'first', version: 1 },
    { id: 2, kind: 'entity', name: 'second', version: 2 },
  ]);
  const parse = JSON.parse;
  const parsed: string[] = [];
  JSON.parse = (source: string, ...rest: []) => {
    if (source.includes('orders.Order')) parsed.push(source);
    return parse(source, ...rest);
  };
  try {
    await orders.send(whole, whole);
    await until(
      () => orders.acknowledged(),
      (id) => id === 2,
    );
  } finally {
    JSON.parse = parse;
  }
  expect(parsed).toEqual([]);
  expect(await stage.replica()).toEqual({ 1: 'second' });
});

test('acknowledgements of a source share messages', async () => {
  await stage.process({ absorbers: [replica] });
  const { orders } = stage;
  await until(
    () => orders.acks.length,
    (count) => count > 0,
  );
  orders.acks.length = 0;
  const parts = [0, 1, 2, 3, 4, 5, 6, 7];
  for (let id = 1; id <= 5; id += 1) {
    await orders.send(...parts.map((part) => orders.envelope(id - 1, [{ id, kind: 'entity' }], part)));
  }
  await until(
    () => parts.map((part) => orders.acknowledged(part)),
    (acked) => acked.every((id) => id === 5),
  );
  expect(orders.acks.length).toBeLessThan(20);
});
