import { newId } from '@strata/basis-core';
import { seedOnce } from '@strata/basis-subgraph';
import { demoReviews } from '../src/seed/reviews.ts';
import { seed } from '../src/seed/seed.ts';
import { startReviews, type TestReviews } from './support/reviews.ts';

let reviews: TestReviews;

beforeAll(async () => {
  reviews = await startReviews({ seed: true });
});
afterAll(() => reviews.stop());

const MISCOUNTED = `select id from product_rating
  full join (select product_id, count(*) as reviews, sum(rating) as stars from review group by product_id) counted
    on counted.product_id = product_rating.id
  where reviews is distinct from review_count or stars is distinct from rating_sum`;

test.each([
  ['no stars', { rating: 0 }, 'review_rating_check'],
  ['six stars', { rating: 6 }, 'review_rating_check'],
  ['no words', { body: ' ' }, 'review_body_check'],
  ['too many words', { body: 'x'.repeat(5_001) }, 'value too long'],
])('a review with %s is refused', async (_what, wrong, constraint) => {
  const { rating, body } = { rating: 5, body: 'Good.', ...wrong };
  const insert =
    'insert into review (id, product_id, author_id, rating, body, created_at) values (?, ?, ?, ?, ?, now())';
  await expect(reviews.sql(insert, [newId(), newId(), newId(), rating, body])).rejects.toThrow(constraint);
});

test('a second review of a product by the same author is refused', async () => {
  const copy = `insert into review (id, product_id, author_id, rating, body, created_at)
    select ?, product_id, author_id, rating, body, created_at from review limit 1`;
  await expect(reviews.sql(copy, [newId()])).rejects.toThrow('review_product_id_author_id_unique');
});

test('a sum that the stars cannot make is refused', async () => {
  await expect(reviews.sql('update product_rating set rating_sum = 6 * review_count')).rejects.toThrow(
    'product_rating_sum_check',
  );
});

test('the seed is there, and counted', async () => {
  const [{ count } = { count: '' }] = await reviews.sql<{ count: string }>('select count(*) from review');
  expect(Number(count)).toBe(demoReviews.length);
  expect(await reviews.sql(MISCOUNTED)).toEqual([]);
  const [some] = demoReviews;
  const [product] = await reviews.productFields<{ reviews: { nodes: { body: string }[] } }>(
    'reviews(first: 100) { nodes { body } }',
    [String(some?.productId)],
  );
  expect(product?.reviews.nodes).toContainEqual({ body: some?.body });
});

test('the seed may run again and changes nothing', async () => {
  const before = await reviews.sql('select id, version from review order by id');
  expect(await seedOnce(reviews)).toBe(false);
  await reviews.orm.em.fork().transactional((em) => seed(em));
  expect(await reviews.sql('select id, version from review order by id')).toEqual(before);
  expect(await reviews.sql(MISCOUNTED)).toEqual([]);
});
