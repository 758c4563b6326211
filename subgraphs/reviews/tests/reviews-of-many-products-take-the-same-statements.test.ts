import { newId } from '@strata/basis-core';
import { startReviews, type TestReviews } from './support/reviews.ts';

const SELECTION = `rating reviewCount
  reviews(first: 3) { nodes { id rating body createdAt author { id } } pageInfo { hasNextPage endCursor } totalCount }`;

let reviews: TestReviews;

beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

test('50 products take as many statements as 5: ratings, pages, totals', async () => {
  const ids = Array.from({ length: 50 }, newId);
  for (const id of ids) await reviews.insert(id, 4);
  const five = await reviews.statementsOf(() => reviews.productFields(SELECTION, ids.slice(0, 5)));
  const fifty = await reviews.statementsOf(() => reviews.productFields(SELECTION, ids));
  expect([five.length, fifty.length]).toEqual([3, 3]);
});

test('authors take as many statements as one author', async () => {
  const productId = newId();
  await reviews.insert(productId, 20);
  const authors = await reviews.sql<{ author_id: string }>('select author_id from review where product_id = ?', [
    productId,
  ]);
  const ask = (ids: readonly string[]) =>
    reviews.ask(
      `query ($r: [_Any!]!) { _entities(representations: $r) {
        ... on User { reviews(first: 2) { nodes { product { id } } } } } }`,
      { r: ids.map((id) => ({ __typename: 'User', id })) },
    );
  const ids = authors.map(({ author_id }) => author_id);
  const one = await reviews.statementsOf(() => ask(ids.slice(0, 1)));
  const twenty = await reviews.statementsOf(async () => {
    const { data } = await ask(ids);
    expect(data?._entities).toEqual(ids.map(() => ({ reviews: { nodes: [{ product: { id: productId } }] } })));
  });
  expect([one.length, twenty.length]).toEqual([1, 1]);
});

test('a page is read through an index, however many reviews there are', async () => {
  const busy = newId();
  await reviews.insert(busy, 2_000);
  for (let index = 0; index < 20; index += 1) await reviews.insert(newId(), 200);
  await reviews.sql('analyze review');
  const statements = await reviews.statementsOf(() =>
    reviews.productFields('reviews(first: 3) { nodes { id } }', [busy, newId()]),
  );
  const { query, params } = statements[0] ?? { query: '', params: [] };
  const plan = await reviews.sql(`explain ${query}`, [...params]);
  const text = JSON.stringify(plan);
  expect(text).toContain('review_of_product');
  expect(text).not.toContain('Seq Scan');
});
