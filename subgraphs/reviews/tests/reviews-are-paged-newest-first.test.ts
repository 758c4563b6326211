import { newId } from '@strata/basis-core';
import { startReviews, type TestReviews } from './support/reviews.ts';

let reviews: TestReviews;

beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

interface ReviewPage {
  nodes: { id: string }[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

async function page(productId: string, args: string): Promise<ReviewPage> {
  const selection = `reviews(${args}) { nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } }`;
  const [product] = await reviews.productFields<{ reviews: ReviewPage }>(selection, [productId]);
  if (product === undefined) throw new Error('There was no answer.');
  return product.reviews;
}

test('the newest come first, then the rest, none twice', async () => {
  const productId = newId();
  const oldestFirst = await reviews.insert(productId, 7);
  const seen: string[] = [];
  let after = '';
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await page(productId, `first: 3 ${after}`);
    seen.push(...nodes.map(({ id }) => id));
    after = `after: "${pageInfo.endCursor}"`;
    more = pageInfo.hasNextPage;
  }
  expect(seen).toEqual(oldestFirst.toReversed());
});

test('reviews that come while somebody reads move nothing', async () => {
  const productId = newId();
  const oldestFirst = await reviews.insert(productId, 6);
  const first = await page(productId, 'first: 3');
  await reviews.insert(productId, 5, new Date('2026-06-01T00:00:00Z'));
  const second = await page(productId, `first: 3, after: "${first.pageInfo.endCursor}"`);
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(oldestFirst.toReversed());
  expect(second).toMatchObject({ totalCount: 11, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
});

test('reviews of one moment are told apart', async () => {
  const productId = newId();
  const moment = new Date('2026-03-03T03:03:03.333Z');
  for (let index = 0; index < 4; index += 1) await reviews.insert(productId, 1, moment);
  const first = await page(productId, 'first: 2');
  const second = await page(productId, `first: 2, after: "${first.pageInfo.endCursor}"`);
  expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(4);
});

test('a product without reviews has an empty page and no rating', async () => {
  const [product] = await reviews.productFields(
    'rating reviewCount reviews { nodes { id } totalCount pageInfo { hasNextPage endCursor } }',
    [newId()],
  );
  const pageInfo = { hasNextPage: false, endCursor: null };
  expect(product).toEqual({ rating: null, reviewCount: 0, reviews: { nodes: [], totalCount: 0, pageInfo } });
});

test.each([
  ['no reviews', 'first: 0'],
  ['fewer than none', 'first: -1'],
  ['a million', 'first: 1000000'],
  ['a cursor that is none', 'after: "bm9uZQ=="'],
  ['a cursor with NUL', 'after: "\\u0000"'],
])('%s is bad input', async (_what, args) => {
  await expect(page(newId(), args)).rejects.toThrow('BAD_USER_INPUT');
});
