import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import fc from 'fast-check';
import { type OrderBy, type Page, paginate, rows } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Order, OrderLine } from './support/orders.graph.ts';
import { viewerWith } from './support/viewers.ts';

const customer = newId();
const staff = viewerWith({ 'orders:read': 'everything' });

@Entity()
class Tick {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'datetime', length: 6 })
  at!: Date;

  @Property({ type: 'json' })
  data!: object;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([Order, OrderLine, Tick]);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.orm.em.fork().nativeDelete(Order, {});
});

async function add(...given: Partial<Order>[]): Promise<Order[]> {
  const em = database.orm.em.fork();
  const made = given.map((fields) => {
    const order = Object.assign(new Order(), { customerId: customer, number: 'O', ...fields });
    em.persist(order);
    return order;
  });
  await em.flush();
  return made;
}

function page(orderBy: OrderBy[], first: number, after?: string | null): Promise<Page<Order>> {
  return paginate(database.orm.em.fork(), Order, { rows: rows(staff, 'orders:read', Order), orderBy, first, after });
}

/** Reads on until there is no more, as a client does. */
async function readAll(orderBy: OrderBy[], first: number, between?: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo }: Page<Order> = await page(orderBy, first, after);
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
    await between?.();
  }
}

const orderings = fc.constantFrom<OrderBy[]>(
  [],
  [{ field: 'number', direction: 'asc' }],
  [{ field: 'number', direction: 'desc' }],
  [{ field: 'rank', direction: 'asc' }],
  [{ field: 'rank', direction: 'desc' }],
  [
    { field: 'rank', direction: 'asc' },
    { field: 'number', direction: 'desc' },
  ],
  [
    { field: 'number', direction: 'desc' },
    { field: 'rank', direction: 'asc' },
  ],
  [{ field: 'placedAt', direction: 'desc' }],
  [
    { field: 'placedAt', direction: 'asc' },
    { field: 'id', direction: 'desc' },
  ],
);
const orders = fc.array(
  fc.record({
    number: fc.constantFrom('A', 'B', 'ß', '🦊', "o'neill"),
    rank: fc.option(fc.constantFrom(-1, 0, 1)),
    placedAt: fc.constantFrom(new Date(0), new Date(1), new Date('2024-02-29T12:00:00.123Z')),
  }),
  { minLength: 1, maxLength: 25 },
);

test('page by page, every row comes once, in the order of one query, with ties, NULLs and mixed directions', async () => {
  await fc.assert(
    fc.asyncProperty(orders, orderings, fc.integer({ min: 1, max: 7 }), async (given, orderBy, first) => {
      await database.orm.em.fork().nativeDelete(Order, {});
      await add(...given);
      const whole = await page(orderBy, 100);
      expect(whole.nodes).toHaveLength(given.length);
      expect(await readAll(orderBy, first)).toEqual(whole.nodes.map(({ id }) => id));
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('rows that come and go before the cursor move nothing', async () => {
  const [first] = await add({ number: 'B' }, { number: 'D' }, { number: 'F' }, { number: 'H' });
  const order: OrderBy[] = [{ field: 'number', direction: 'asc' }];
  const { nodes, pageInfo } = await page(order, 2);
  await add({ number: 'A' }, { number: 'C' }, { number: 'E' });
  await database.orm.em.fork().nativeDelete(Order, { id: first?.id ?? '' });
  const rest = await page(order, 10, pageInfo.endCursor);
  expect(nodes.map(({ number }) => number)).toEqual(['B', 'D']);
  expect(rest.nodes.map(({ number }) => number)).toEqual(['E', 'F', 'H']);
  expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

test('one statement reads a page, another the total, and only when it is asked for', async () => {
  await add({}, {}, {});
  database.statements();
  const read = await page([{ field: 'number', direction: 'asc' }], 2);
  expect(read.edges.map(({ node }) => node)).toEqual(read.nodes);
  expect(database.statements()).toHaveLength(1);
  expect(await read.totalCount).toBe(3);
  expect(await read.totalCount).toBe(3);
  expect(database.statements()).toHaveLength(1);
});

test('a deep page is a range of the index, not a scan', async () => {
  const em = database.orm.em.fork();
  const connection = em.getConnection();
  await connection.execute('create index if not exists order_by_number on "order" (number, id)');
  await connection.execute(
    `insert into "order" (id, customer_id, number, placed_at) select gen_random_uuid(), '${customer}', 'N' || lpad(i::text, 6, '0'), now() from generate_series(1, 20000) i`,
  );
  await connection.execute('analyze "order"');
  const { pageInfo } = await page([{ field: 'number', direction: 'asc' }], 100);
  database.statements();
  await page([{ field: 'number', direction: 'asc' }], 20, pageInfo.endCursor);
  const [statement = ''] = database.statements();
  const values = ['N000100', newId(), 21];
  const plan = await connection.execute<{ 'QUERY PLAN': string }[]>(`explain ${statement}`, values);
  const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(lines).toContain('Index Scan using order_by_number');
  expect(lines).toContain('Index Cond: (ROW(number, id) > ROW(');
});

test('a column that is stored finer than JavaScript keeps time, or is none, cannot be sorted by', async () => {
  const tick = (field: string) =>
    paginate(database.orm.em.fork(), Tick, { rows: {}, orderBy: [{ field, direction: 'asc' }] });
  await expect(tick('at')).rejects.toThrow('declare it with a length of 3 at most');
  await expect(tick('nothing')).rejects.toThrow('no column nothing');
  await expect(tick('data')).rejects.toThrow('no column that can be compared');
});
