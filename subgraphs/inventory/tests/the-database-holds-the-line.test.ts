import { newId } from '@strata/basis-core';
import { seedOnce } from '@strata/basis-subgraph';
import { seed } from '../src/seed/seed.ts';
import { demoStock } from '../src/seed/stock.ts';
import { startInventory, type TestInventory } from './support/inventory.ts';

let inventory: TestInventory;

beforeAll(async () => {
  inventory = await startInventory({ seed: true });
});
afterAll(() => inventory.stop());

const sql = <T extends object>(statement: string, values: unknown[] = []) =>
  inventory.orm.em.fork().execute<T[]>(statement, values);

test.each([
  ['less than nothing available', 'update stock set available = -1 where id = ?', 'stock_available_check'],
  ['less than nothing reserved', 'update stock set reserved = -1 where id = ?', 'stock_reserved_check'],
  ['more than there is room for', 'update stock set available = 1000000001 where id = ?', 'stock_available_check'],
  ['a reorder point below zero', 'update stock set reorder_point = -1 where id = ?', 'stock_reorder_check'],
  ['deleting stock', 'delete from stock where id = ?', 'rows of stock are published'],
])('%s is refused', async (_what, statement, constraint) => {
  const id = await inventory.stocked(1);
  await expect(sql(statement, [id])).rejects.toThrow(constraint);
});

test.each([
  ['of nothing', 0, 'Counted', 'stock_movement_delta_check'],
  ['that is too large', 1_000_001, 'Counted', 'stock_movement_delta_check'],
  ['without a reason', 1, ' ', 'stock_movement_reason_check'],
])('a movement %s is refused', async (_what, delta, reason, constraint) => {
  const id = await inventory.stocked(1);
  const values = [newId(), id, delta, reason];
  const insert =
    "insert into stock_movement (id, product_id, delta, reason, actor_id, at) values (?, ?, ?, ?, 'x', now())";
  await expect(sql(insert, values)).rejects.toThrow(constraint);
});

test.each(['update stock_movement set delta = 5', 'delete from stock_movement'])(
  'the ledger is only added to: %s',
  async (statement) => {
    await expect(sql(statement)).rejects.toThrow('stock movements are only added');
  },
);

test('the seed fills the shelves, with a ledger that sums to them', async () => {
  const levels = await inventory.stockOf(demoStock.map(({ productId }) => productId));
  expect(levels.map((level) => level?.available)).toEqual(demoStock.map(({ available }) => available));
  const differences = await sql(
    `select stock.id from stock left join stock_movement on product_id = stock.id
     group by stock.id having available <> coalesce(sum(delta), 0)`,
  );
  expect(differences).toEqual([]);
});

test('the seed may run again and changes nothing', async () => {
  const [first] = demoStock;
  if (first === undefined) throw new Error('There is no demonstration stock.');
  await inventory.adjust(first.productId, 1);
  const before = await sql('select id, available, version from stock order by id');
  expect(await seedOnce(inventory)).toBe(false);
  await inventory.orm.em.fork().transactional((em) => seed(em));
  expect(await sql('select id, available, version from stock order by id')).toEqual(before);
});
