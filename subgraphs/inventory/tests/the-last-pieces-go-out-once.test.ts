import { startInventory, type TestInventory } from './support/inventory.ts';

const BUYERS = 64;
const PIECES = 10;

let inventory: TestInventory;

beforeAll(async () => {
  inventory = await startInventory();
});
afterAll(() => inventory.stop());

test('of 64 who take one of 10 pieces at once, exactly 10 get one', async () => {
  const id = await inventory.stocked(PIECES);
  const outcomes = await Promise.all(Array.from({ length: BUYERS }, () => inventory.adjust(id, -1)));
  const codes = Object.groupBy(outcomes, ({ code }) => String(code));
  expect(codes.undefined).toHaveLength(PIECES);
  expect(codes.OUT_OF_STOCK).toHaveLength(BUYERS - PIECES);
  expect(await inventory.stockOf([id])).toEqual([{ available: 0, reserved: 0 }]);
});

test('the ledger sums to the stock after movements in a crowd', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, () => inventory.stocked(PIECES)));
  const moves = ids.flatMap((id) => [-4, 3, -7, 2, -5, -5, 1, -6].map((delta) => inventory.adjust(id, delta)));
  await Promise.all(moves);
  const differences = await inventory.orm.em.fork().execute(
    `select stock.id from stock left join stock_movement on product_id = stock.id
     group by stock.id having available <> coalesce(sum(delta), 0)`,
  );
  expect(differences).toEqual([]);
});
