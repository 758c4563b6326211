import { newId } from '@strata/basis-core';
import { seedOnce } from '@strata/basis-subgraph';
import { startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { orders } from '../src/index.ts';
import { demoOrders } from '../src/seed/orders.ts';
import { demoProductNames } from '../src/seed/product-names.ts';
import { customer, fill, PLACE, place, placed, product, publish, sql, startOrders } from './support.ts';

describe('a row that breaks a promise is refused', () => {
  let subgraph: TestSubgraph;
  beforeAll(async () => {
    subgraph = await startOrders();
    await fill(subgraph, [newId()], 2, 2);
  });
  afterAll(() => subgraph.stop());

  test.each([
    ['orders_number_unique', "update orders set number = 'S-2025-000001'"],
    ['orders_number_check', "update orders set number = 'X'"],
    ['orders_total_minor_check', 'update orders set total_minor = -1'],
    ['orders_currency_check', "update orders set currency = 'eur'"],
    ['orders_status_check', "update orders set status = 'LOST'"],
    ['orders_shipped_at', "update orders set status = 'SHIPPED'"],
    ['orders_delivered_at', 'update orders set delivered_at = now()'],
    ['orders_cancelled_at', "update orders set status = 'CANCELLED'"],
    ['orders_rejection', "update orders set status = 'REJECTED'"],
    ['orders_rejection', "update orders set status = 'REJECTED', rejection_code = 'OUT_OF_STOCK'"],
    ['orders_rejection', "update orders set rejection_message = 'No'"],
    ['order_line_quantity_check', 'update order_line set quantity = 0'],
    ['order_line_quantity_check', 'update order_line set quantity = 1001'],
    ['order_line_unit_price_minor_check', 'update order_line set unit_price_minor = -1'],
    ['order_line_currency_check', "update order_line set currency = 'EU1'"],
    ['order_line_product_name_check', "update order_line set product_name = ''"],
    ['order_line_position_check', 'update order_line set position = 100 where position = 1'],
    ['order_line_order_id_position_unique', 'update order_line set position = 0'],
    ['order_line_order_id_product_id_unique', `update order_line set product_id = '${newId()}'`],
    [
      'order_line_order_id_foreign',
      `update order_line set order_id = '${newId()}' where id = (select min(id::text)::uuid from order_line)`,
    ],
  ])('%s: %s', async (constraint, statement) => {
    await expect(sql(subgraph, statement)).rejects.toMatchObject({ constraint });
  });

  test('orders are never deleted', async () => {
    await expect(sql(subgraph, 'delete from orders')).rejects.toThrow('rows of orders are published');
  });
});

describe('the demonstration', () => {
  let subgraph: TestSubgraph;
  const kettle = product();
  beforeAll(async () => {
    subgraph = await startTestSubgraph(orders, { seed: true });
    await publish(subgraph, kettle);
  });
  afterAll(() => subgraph.stop());

  function everything(): Promise<object[]> {
    return sql(subgraph, 'select o, l from orders o join order_line l on l.order_id = o.id order by l.id');
  }

  test('is there, whole', async () => {
    expect(await sql(subgraph, 'select count(*)::int as n from orders')).toEqual([{ n: demoOrders.length }]);
    expect(await everything()).toHaveLength(demoOrders.flatMap(({ lines }) => lines).length);
    const wrong = `select o.number from orders o join order_line l on l.order_id = o.id group by o.id
      having o.total_minor <> sum(l.quantity * l.unit_price_minor) or o.shipped_at < o.placed_at`;
    expect(await sql(subgraph, wrong)).toEqual([]);
  });

  test('knows the names of its products', () => {
    const skus = demoOrders.flatMap(({ lines }) => lines.map(({ sku }) => sku));
    expect(new Set(Object.keys(demoProductNames))).toEqual(new Set(skus));
  });

  test('is the same when filled in twice, and changes nothing that was changed since', async () => {
    await sql(subgraph, "update orders set status = 'CANCELLED', cancelled_at = now() where status = 'PLACED'");
    const before = await everything();
    await sql(subgraph, 'delete from strata.seed');
    expect(await seedOnce(subgraph)).toBe(true);
    expect(await everything()).toEqual(before);
  });

  test('leaves its numbers alone', async () => {
    const input = { lines: [{ productId: kettle.id, quantity: 1 }] };
    const { number } = placed(await subgraph.ask(PLACE, { input }, customer()));
    expect(Number(number.slice(7))).toBeGreaterThan(demoOrders.length);
  });
});

test('an order that is placed twice at once gets two numbers', async () => {
  const kettle = product();
  const subgraph = await startOrders(kettle);
  try {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(subgraph, customer(), kettle)));
    expect(new Set(ids).size).toBe(20);
    expect(await sql(subgraph, 'select count(distinct number)::int as n from orders')).toEqual([{ n: 20 }]);
  } finally {
    await subgraph.stop();
  }
});
