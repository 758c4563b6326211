import { newId } from '@strata/basis-core';
import { startWarehouse, type Warehouse } from './support/warehouse.ts';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());
afterEach(async () => expect(await warehouse.differences()).toEqual([]));

/** Two products with so many pieces each, and the id of an order. */
async function setting(pieces: number) {
  const [kettle, teapot] = await Promise.all([warehouse.stocked(pieces), warehouse.stocked(pieces)]);
  return { kettle, teapot, order: newId(), stock: () => warehouse.stockOf([kettle, teapot]) };
}

test('pieces are held, kept, and leave', async () => {
  const { kettle, teapot, order, stock } = await setting(5);
  expect(await warehouse.reserve(order, [kettle, 2], [teapot, 5])).toBe('done');
  expect(await stock()).toEqual([
    { available: 3, reserved: 2 },
    { available: 0, reserved: 5 },
  ]);
  expect(await warehouse.keep(order)).toBe('done');
  expect(await warehouse.take(order)).toBe('done');
  expect(await stock()).toEqual([
    { available: 3, reserved: 0 },
    { available: 0, reserved: 0 },
  ]);
});

test('all that an order wants is held, or nothing', async () => {
  const { kettle, teapot, order, stock } = await setting(5);
  expect(await warehouse.reserve(order, [kettle, 2], [teapot, 6])).toBe('OUT_OF_STOCK');
  expect(await stock()).toEqual([
    { available: 5, reserved: 0 },
    { available: 5, reserved: 0 },
  ]);
  expect(await warehouse.reserve(newId(), [newId(), 1])).toBe('OUT_OF_STOCK');
});

test.each([
  ['held', []],
  ['kept', ['keep']],
  ['taken', ['take']],
] as const)('what was %s is for sale again once it is released, and stays so', async (_what, steps) => {
  const { kettle, teapot, order, stock } = await setting(5);
  await warehouse.reserve(order, [kettle, 2], [teapot, 5]);
  for (const step of steps) expect(await warehouse[step](order)).toBe('done');
  expect(await warehouse.release(order)).toBe('done');
  expect(await warehouse.release(order)).toBe('done');
  expect(await warehouse.take(order)).toBe('RELEASED');
  expect(await warehouse.keep(order)).toBe('RELEASED');
  expect(await stock()).toEqual([
    { available: 5, reserved: 0 },
    { available: 5, reserved: 0 },
  ]);
});

test('what is released before it is reserved is never reserved', async () => {
  const { kettle, order, stock } = await setting(5);
  expect(await warehouse.release(order)).toBe('done');
  expect(await warehouse.reserve(order, [kettle, 2])).toBe('RELEASED');
  expect((await stock())[0]).toEqual({ available: 5, reserved: 0 });
});

test('each step that is asked for twice happens once', async () => {
  const { kettle, order, stock } = await setting(5);
  for (const outcome of await Promise.all([1, 2, 3].map(() => warehouse.reserve(order, [kettle, 2])))) {
    expect(outcome).toBe('done');
  }
  expect((await stock())[0]).toEqual({ available: 3, reserved: 2 });
  await Promise.all([1, 2, 3].map(() => warehouse.take(order)));
  expect((await stock())[0]).toEqual({ available: 3, reserved: 0 });
});

describe('what is held for too long', () => {
  test('is for sale again, and its order is told', async () => {
    const { kettle, order, stock } = await setting(5);
    await warehouse.reserve(order, [kettle, 2]);
    await warehouse.expire(order);
    expect((await stock())[0]).toEqual({ available: 5, reserved: 0 });
    expect(await warehouse.hasExpired(order)).toBe(true);
  });

  test('can still be kept, or taken, while the pieces are there', async () => {
    const { kettle, teapot, order, stock } = await setting(5);
    await warehouse.reserve(order, [kettle, 2]);
    await warehouse.expire(order);
    expect(await warehouse.keep(order)).toBe('done');
    expect((await stock())[0]).toEqual({ available: 3, reserved: 2 });
    const other = newId();
    await warehouse.reserve(other, [teapot, 5]);
    await warehouse.expire(other);
    await warehouse.reserve(newId(), [teapot, 1]);
    expect(await warehouse.keep(other)).toBe('OUT_OF_STOCK');
    expect(await warehouse.take(other)).toBe('OUT_OF_STOCK');
    expect((await stock())[1]).toEqual({ available: 4, reserved: 1 });
  });

  test('stays where it was kept', async () => {
    const { kettle, order, stock } = await setting(5);
    await warehouse.reserve(order, [kettle, 2]);
    await warehouse.keep(order);
    await warehouse.expire(order);
    expect((await stock())[0]).toEqual({ available: 3, reserved: 2 });
    expect(await warehouse.hasExpired(order)).toBe(false);
  });
});

test('of 64 orders of the last 10 pieces of two products, in either order, exactly 10 get both', async () => {
  const { kettle, teapot, stock } = await setting(10);
  const orders = Array.from({ length: 64 }, (_, index) => {
    const lines = [[kettle, 1] as const, [teapot, 1] as const];
    return warehouse.reserve(newId(), ...(index % 2 === 0 ? lines : lines.reverse()));
  });
  const outcomes = Object.groupBy(await Promise.all(orders), (outcome) => outcome);
  expect(outcomes.done).toHaveLength(10);
  expect(outcomes.OUT_OF_STOCK).toHaveLength(54);
  expect(await stock()).toEqual([
    { available: 0, reserved: 10 },
    { available: 0, reserved: 10 },
  ]);
});
