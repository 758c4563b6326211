import { newId } from '@strata/basis-core';
import { nobody, viewerWith } from '@strata/basis-testing';
import { startInventory, type TestInventory, visitor } from './support/inventory.ts';

let inventory: TestInventory;

beforeAll(async () => {
  inventory = await startInventory();
});
afterAll(() => inventory.stop());

test('the stock of 50 products takes as many statements as that of 5: one', async () => {
  const ids = await Promise.all(Array.from({ length: 50 }, (_, index) => inventory.stocked(index + 1)));
  const five = await inventory.statementsOf(() => inventory.stockOf(ids.slice(0, 5)));
  const fifty = await inventory.statementsOf(async () => {
    const levels = await inventory.stockOf([...ids, newId()]);
    expect(levels.map((level) => level?.available)).toEqual([...ids.map((_, index) => index + 1), undefined]);
  });
  expect([five.length, fifty.length]).toEqual([1, 1]);
});

test('a visitor with stock:read sees stock, one without does not', async () => {
  const id = await inventory.stocked(3);
  expect(await inventory.stockOf([id], visitor)).toEqual([{ available: 3, reserved: 0 }]);
  await expect(inventory.stockOf([id], nobody)).rejects.toThrow('UNAUTHENTICATED');
});

test('a grant with a condition shows the stock that it covers', async () => {
  const [scarce, plenty] = [await inventory.stocked(3), await inventory.stocked(300)];
  const viewer = viewerWith([{ permission: 'stock:read', condition: { available: { lte: 10 } } }]);
  expect(await inventory.stockOf([scarce, plenty], viewer)).toEqual([{ available: 3, reserved: 0 }, null]);
});

test('an id that is none is refused, whatever it says', async () => {
  await expect(inventory.stockOf(["'; drop table stock; --"])).rejects.toThrow('BAD_USER_INPUT');
});
