import { newId } from '@strata/basis-core';
import { nobody, viewerWith } from '@strata/basis-testing';
import { clerk, startInventory, type TestInventory } from './support/inventory.ts';

let inventory: TestInventory;

beforeAll(async () => {
  inventory = await startInventory();
});
afterAll(() => inventory.stop());

interface LedgerLine {
  delta: number;
  reason: string;
  actor_id: string;
}

const ledgerOf = (productId: string) =>
  inventory.orm.em
    .fork()
    .execute<LedgerLine[]>('select delta, reason, actor_id from stock_movement where product_id = ? order by at, id', [
      productId,
    ]);

test('pieces are booked in and out, and the ledger says why and by whom', async () => {
  const id = await inventory.stocked(10);
  const { stock } = await inventory.adjust(id, -3, { reason: '  Broken in transit ' });
  expect(stock).toEqual({ available: 7, reserved: 0 });
  expect(await ledgerOf(id)).toEqual([
    { delta: 10, reason: 'Counted', actor_id: clerk.id },
    { delta: -3, reason: 'Broken in transit', actor_id: clerk.id },
  ]);
});

test('the answer has the product, with its new stock', async () => {
  const id = await inventory.stocked(2);
  const { data } = await inventory.ask(
    'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { product { id stock { available } } } }',
    { input: { productId: id, delta: 3, reason: 'Found' } },
    clerk,
  );
  expect(data).toEqual({ adjustStock: { product: { id, stock: { available: 5 } } } });
});

test('what is below zero is refused, and nothing of it is kept', async () => {
  const id = await inventory.stocked(2);
  const { code, details } = await inventory.adjust(id, -3);
  expect({ code, details }).toEqual({ code: 'OUT_OF_STOCK', details: { productId: id, available: 2 } });
  expect(await inventory.stockOf([id])).toEqual([{ available: 2, reserved: 0 }]);
  expect(await ledgerOf(id)).toHaveLength(1);
});

test('the answer has the product’s name too, for who may see the product', async () => {
  const id = await inventory.product('Teapot');
  const query =
    'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stock { available } product { name } } }';
  const variables = { input: { productId: id, delta: 3, reason: 'Found' } };
  const seller = viewerWith(['stock:read', 'stock:adjust', 'products:read']);
  expect((await inventory.ask(query, variables, seller)).data).toEqual({
    adjustStock: { stock: { available: 3 }, product: { name: 'Teapot' } },
  });
  expect((await inventory.ask(query, variables, clerk)).data).toEqual({
    adjustStock: { stock: { available: 6 }, product: null },
  });
});

test('of a product that catalog has not there is no stock', async () => {
  const id = newId();
  expect(await inventory.adjust(id, 1)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await inventory.stockOf([id])).toEqual([null]);
});

test('of a product that never was in stock there is nothing to take', async () => {
  const id = await inventory.product();
  expect(await inventory.adjust(id, -1)).toMatchObject({ code: 'OUT_OF_STOCK', details: { available: 0 } });
  expect(await inventory.stockOf([id])).toEqual([null]);
});

test('first deliveries of a new product that arrive at once all count', async () => {
  const id = await inventory.product();
  await Promise.all(Array.from({ length: 8 }, () => inventory.adjust(id, 5)));
  expect(await inventory.stockOf([id])).toEqual([{ available: 40, reserved: 0 }]);
});

test('a warehouse is not filled beyond its room', async () => {
  const id = await inventory.stocked(1);
  await inventory.orm.em.fork().execute('update stock set available = 1000000000 where id = ?', [id]);
  expect((await inventory.adjust(id, 1)).code).toBe('CONFLICT');
});

test.each([
  ['no movement', { delta: 0 }, 'input.delta'],
  ['more than a movement holds', { delta: 1_000_001 }, 'input.delta'],
  ['less than a movement holds', { delta: -1_000_001 }, 'input.delta'],
  ['no reason', { reason: '' }, 'input.reason'],
  ['a blank reason', { reason: ' \n ' }, 'input.reason'],
  ['a reason that is too long', { reason: 'x'.repeat(201) }, 'input.reason'],
  ['a reason with NUL', { reason: 'a\0b' }, 'input.reason'],
  ['a product id that is none', { productId: 'KIT-0001' }, 'input.productId'],
])('%s is bad input', async (_what, wrong, field) => {
  const input = { productId: await inventory.product(), delta: 1, reason: 'Counted', ...wrong };
  const { data, errors } = await inventory.ask(
    'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stock { available } } }',
    { input },
    clerk,
  );
  expect(data).toBeNull();
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
});

test('only who may adjust stock does', async () => {
  const id = await inventory.stocked(1);
  expect((await inventory.adjust(id, 1, { viewer: viewerWith(['stock:read']) })).code).toBe('FORBIDDEN');
  expect((await inventory.adjust(id, 1, { viewer: nobody })).code).toBe('UNAUTHENTICATED');
  expect(await inventory.stockOf([id])).toEqual([{ available: 1, reserved: 0 }]);
});

test('a grant for one product adjusts no other', async () => {
  const [mine, other] = [await inventory.stocked(1), await inventory.stocked(1)];
  const viewer = viewerWith(['stock:read', { permission: 'stock:adjust', condition: { id: { eq: mine } } }]);
  expect((await inventory.adjust(mine, 1, { viewer })).stock?.available).toBe(2);
  expect((await inventory.adjust(other, 1, { viewer })).code).toBe('FORBIDDEN');
  expect(await inventory.stockOf([other])).toEqual([{ available: 1, reserved: 0 }]);
});
