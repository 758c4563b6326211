import { startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { catalog } from '../src/index.ts';

const customer = viewerWith([{ permission: 'products:read', condition: { status: { eq: 'ACTIVE' } } }]);
const staff = viewerWith(['products:read', 'products:write']);

const LIST = `query($first: Int, $after: String, $filter: ProductFilter, $orderBy: ProductOrder) {
  products(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { id name status price { amount } category { slug } } pageInfo { hasNextPage endCursor } } }`;

interface Listed {
  totalCount: number;
  nodes: { id: string; name: string; status: string; price: { amount: string }; category: { slug: string } | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(catalog, { seed: true });
});
afterAll(() => subgraph.stop());

async function list(variables: object, viewer = customer): Promise<Listed> {
  const { data, errors } = await subgraph.ask(LIST, { ...variables }, viewer);
  expect(errors).toBeUndefined();
  return data?.products as Listed;
}

async function everyPage(
  variables: object,
  betweenPages: () => Promise<void> = async () => {},
): Promise<Listed['nodes']> {
  const all: Listed['nodes'] = [];
  for (let after: string | null = null; ; ) {
    const page: Listed = await list({ ...variables, first: 30, after });
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
    await betweenPages();
  }
}

test('the pages of a list are the list, and a customer sees what is on sale alone', async () => {
  const { totalCount } = await list({ first: 1 });
  const all = await everyPage({});
  expect(all).toHaveLength(totalCount);
  expect(new Set(all.map(({ id }) => id)).size).toBe(totalCount);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['ACTIVE']));
  expect((await list({ first: 1 }, staff)).totalCount).toBeGreaterThan(totalCount);
});

test.each(['PRICE_ASC', 'PRICE_DESC'])('%s sorts by price, ties and all', async (orderBy) => {
  const cents = (await everyPage({ orderBy })).map(({ price }) => Number(price.amount.replace('.', '')));
  expect(cents).toEqual([...cents].sort((a, b) => (orderBy === 'PRICE_ASC' ? a - b : b - a)));
});

test('products that come in while somebody leafs move nothing on the pages that follow', async () => {
  const before = await everyPage({ orderBy: 'NAME_ASC' });
  let added = 0;
  const add = async () => {
    added += 1;
    const input = {
      sku: `AAA-${added}`,
      name: `AAA ${added}`,
      price: { amount: '1', currency: 'EUR' },
      status: 'ACTIVE',
    };
    await subgraph.ask(
      'mutation($input: CreateProductInput!) { createProduct(input: $input) { product { id } } }',
      { input },
      staff,
    );
  };
  expect((await everyPage({ orderBy: 'NAME_ASC' }, add)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(added).toBeGreaterThan(0);
});

test('filters hold together, and signs of a pattern mean themselves', async () => {
  const some = await list({ first: 100, filter: { search: 'LAMP', maxPrice: { amount: '100', currency: 'EUR' } } });
  expect(some.nodes.length).toBeGreaterThan(0);
  for (const { name, price } of some.nodes) {
    expect(name.toLowerCase()).toContain('lamp');
    expect(Number(price.amount)).toBeLessThanOrEqual(100);
  }
  expect((await list({ filter: { search: '%' } })).totalCount).toBe(0);
});

test.each([
  [{ first: 1_000_000 }, 'first'],
  [{ first: 0 }, 'first'],
  [{ after: 'tampered' }, 'after'],
  [{ filter: { minPrice: { amount: '1', currency: 'USD' } } }, 'filter.minPrice.currency'],
  [{ filter: { categoryId: 'no id' } }, 'filter.categoryId'],
])('%j is refused, naming %s', async (variables, field) => {
  const { errors } = await subgraph.ask(LIST, variables, customer);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
});

test('a cursor of one order is no cursor of another', async () => {
  const { pageInfo } = await list({ first: 2, orderBy: 'NAME_ASC' });
  const { errors } = await subgraph.ask(LIST, { after: pageInfo.endCursor, orderBy: 'PRICE_ASC' }, customer);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
});

describe('with 20,000 products', () => {
  beforeAll(async () => {
    const em = subgraph.orm.em.fork();
    await em.execute(`insert into product (id, sku, name, price_minor, currency, status, created_at, version)
      select gen_random_uuid(), 'BULK-' || n, 'bulk ' || md5(n::text), n, 'EUR', 'ACTIVE', now() - n * interval '1 minute', 1
      from generate_series(1, 20000) n`);
    await em.execute('vacuum analyze product');
  });

  async function plan(where: string, order: string): Promise<string> {
    const rows = await subgraph.orm.em
      .fork()
      .execute<{ 'QUERY PLAN': string }[]>(`explain select * from product where ${where} order by ${order} limit 21`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  test.each([
    [
      'a page by name',
      "status = 'ACTIVE' and (name, id) > ('bulk 8', gen_random_uuid())",
      'name, id',
      'product_status_name_id_index',
    ],
    [
      'a page by price',
      "status = 'ACTIVE' and (price_minor, id) < (5000, gen_random_uuid())",
      'price_minor desc, id desc',
      'product_status_price_minor_id_index',
    ],
    ['the newest', "status = 'ACTIVE'", 'created_at desc, id desc', 'product_status_created_at_id_index'],
    ['a search', "name ilike '%c4ca4238%'", 'name, id', 'product_name_trigram'],
  ])('%s reads an index', async (_what, where, order, index) => {
    expect(await plan(where, order)).toContain(index);
  });
});
