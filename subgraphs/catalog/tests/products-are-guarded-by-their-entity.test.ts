import { startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { catalog } from '../src/index.ts';

const staff = viewerWith(['products:read', 'products:write']);
const customer = viewerWith([{ permission: 'products:read', condition: { status: { eq: 'ACTIVE' } } }]);

const CREATE = `mutation($input: CreateProductInput!) { createProduct(input: $input) { product { id sku status version price { amount currency } } } }`;
const UPDATE = `mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { id name status version price { amount } } } }`;

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(catalog);
});
afterAll(() => subgraph.stop());

const price = { amount: '19.99', currency: 'EUR' };

async function create(sku: string, more: object = {}) {
  const { data, errors } = await subgraph.ask(CREATE, { input: { sku, name: 'A kettle', price, ...more } }, staff);
  return { product: (data?.createProduct as { product: Record<string, unknown> } | null)?.product, error: errors?.[0] };
}

test('a product is created as a draft, with its exact price', async () => {
  const { product } = await create('KET-0001');
  expect(product).toMatchObject({ sku: 'KET-0001', status: 'DRAFT', version: 1, price });
});

test('a sku that is taken is a conflict, and nothing is written', async () => {
  await create('KET-0002');
  const { error } = await create('KET-0002');
  expect(error?.extensions?.code).toBe('CONFLICT');
});

test.each([
  ['another currency', { price: { amount: '1.00', currency: 'USD' } }, 'input.price.currency'],
  ['a negative price', { price: { amount: '-1.00', currency: 'EUR' } }, 'input.price.amount'],
  ['more digits than cents', { price: { amount: '1.001', currency: 'EUR' } }, 'input.price.amount'],
  ['an empty name', { name: ' ' }, 'input.name'],
  ['a name with NUL', { name: 'ket\0tle' }, 'input.name'],
  ['a description of 100,000 characters', { description: 'x'.repeat(100_000) }, 'input.description'],
  ['a sku in small letters', { sku: 'ket-1' }, 'input.sku'],
  ['a category that is no id', { categoryId: 'kitchen' }, 'input.categoryId'],
])('%s is refused, naming the field', async (_what, input, field) => {
  const { error, product } = await create('KET-0003', input);
  expect(product).toBeUndefined();
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
});

test('a change in sight of an older version is a conflict that says so', async () => {
  const { product } = await create('KET-0004');
  const first = await subgraph.ask(UPDATE, { input: { id: product?.id, version: 1, name: 'A better kettle' } }, staff);
  expect(first.data?.updateProduct).toMatchObject({ product: { name: 'A better kettle', version: 2 } });
  const second = await subgraph.ask(UPDATE, { input: { id: product?.id, version: 1, name: 'A worse kettle' } }, staff);
  expect(second.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', expectedVersion: 1, actualVersion: 2 });
});

test('64 changes at once of one product all happen, one after the other', async () => {
  const { product } = await create('KET-0005');
  const changes = Array.from({ length: 64 }, (_, index) =>
    subgraph.ask(UPDATE, { input: { id: product?.id, name: `Kettle ${index}` } }, staff),
  );
  const answers = await Promise.all(changes);
  expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
  const { data } = await subgraph.ask('query($id: ID!) { product(id: $id) { version } }', { id: product?.id }, staff);
  expect(data?.product).toEqual({ version: 65 });
});

test('a draft is not there for a customer; a product on sale does not become one again', async () => {
  const { product } = await create('KET-0006');
  const read = () => subgraph.ask('query($id: ID!) { product(id: $id) { name } }', { id: product?.id }, customer);
  expect((await read()).data?.product).toBeNull();
  await subgraph.ask(UPDATE, { input: { id: product?.id, status: 'ACTIVE' } }, staff);
  expect((await read()).data?.product).toEqual({ name: 'A kettle' });
  const back = await subgraph.ask(UPDATE, { input: { id: product?.id, status: 'DRAFT' } }, staff);
  expect(back.errors?.[0]?.extensions?.code).toBe('CONFLICT');
});

test('a customer may not change products, a change of what is not there is NOT_FOUND', async () => {
  const { errors } = await subgraph.ask(CREATE, { input: { sku: 'KET-0007', name: 'x', price } }, customer);
  expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  const missing = await subgraph.ask(
    UPDATE,
    { input: { id: '0190b8f0-0000-7000-8000-000000000000', name: 'x' } },
    staff,
  );
  expect(missing.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
});
