import { newId } from '@strata/basis-core';
import { nobody, viewerWith } from '@strata/basis-testing';
import { aCustomer, startReviews, type TestReviews } from './support/reviews.ts';

let reviews: TestReviews;

beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

const reviewsOf = (productId: string) =>
  reviews.sql<{ author_id: string }>('select author_id from review where product_id = ?', [productId]);

test('who received a product reviews it, and the product counts it', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  reviews.orders.deliver(ann.id, productId);
  const { review } = await reviews.add({ productId, rating: 3, body: '  Fine, for the money.\n' }, ann);
  expect(review).toEqual({
    id: expect.any(String),
    rating: 3,
    body: 'Fine, for the money.',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    author: { id: ann.id },
    product: { id: productId, rating: 3, reviewCount: 1 },
  });
});

test('orders is asked once, about this customer and this product', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  reviews.orders.deliver(ann.id, productId);
  const before = reviews.orders.asked.length;
  await reviews.add({ productId }, ann);
  expect(reviews.orders.asked.slice(before).map((filter) => JSON.parse(filter))).toEqual([
    { status: 'DELIVERED', customerId: ann.id, productId },
  ]);
});

test('who did not receive it does not, even if somebody else did', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  reviews.orders.deliver(newId(), productId);
  reviews.orders.deliver(ann.id, newId());
  expect(await reviews.add({ productId }, ann)).toEqual({
    review: undefined,
    code: 'NOT_RECEIVED',
    details: { productId },
  });
  expect(await reviewsOf(productId)).toEqual([]);
});

test('a product is reviewed once by each', async () => {
  const [ann, ben, productId] = [aCustomer(), aCustomer(), newId()];
  for (const { id } of [ann, ben]) reviews.orders.deliver(id, productId);
  const { review } = await reviews.add({ productId, rating: 5 }, ann);
  expect(await reviews.add({ productId, rating: 1 }, ann)).toMatchObject({
    code: 'CONFLICT',
    details: { reason: 'ALREADY_REVIEWED', reviewId: review?.id },
  });
  expect((await reviews.add({ productId, rating: 4 }, ben)).code).toBeUndefined();
  expect(await reviews.productFields('rating reviewCount', [productId])).toEqual([{ rating: 4.5, reviewCount: 2 }]);
});

test('of eight attempts at once, one is the review', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  reviews.orders.deliver(ann.id, productId);
  const codes = (await Promise.all(Array.from({ length: 8 }, () => reviews.add({ productId }, ann)))).map(
    ({ code }) => code,
  );
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(7);
  expect(await reviewsOf(productId)).toHaveLength(1);
});

test('reviews that come at once are all counted', async () => {
  const productId = newId();
  const ratings = [1, 2, 3, 4, 5, 5, 5, 5];
  const added = await Promise.all(
    ratings.map((rating) => {
      const customer = aCustomer();
      reviews.orders.deliver(customer.id, productId);
      return reviews.add({ productId, rating }, customer);
    }),
  );
  expect(added.map(({ code }) => code)).toEqual(ratings.map(() => undefined));
  expect(await reviews.productFields('rating reviewCount', [productId])).toEqual([{ rating: 3.75, reviewCount: 8 }]);
});

test.each([
  ['no stars', { rating: 0 }, 'input.rating'],
  ['six stars', { rating: 6 }, 'input.rating'],
  ['no words', { body: '' }, 'input.body'],
  ['blank words', { body: ' \n\t ' }, 'input.body'],
  ['too many words', { body: 'x'.repeat(5_001) }, 'input.body'],
  ['words with NUL', { body: 'a\0b' }, 'input.body'],
  ['a product id that is none', { productId: 'KIT-0001' }, 'input.productId'],
])('%s: bad input, and orders is not asked', async (_what, wrong, field) => {
  const before = reviews.orders.asked.length;
  expect(await reviews.add(wrong)).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
  expect(reviews.orders.asked).toHaveLength(before);
});

test('a review of 5,000 characters, emoji among them, is kept whole', async () => {
  const body = `${'x'.repeat(4_998)}👍`;
  expect((await reviews.add({ body })).review?.body).toBe(body);
});

test('only a person with the permission writes reviews', async () => {
  const machine = viewerWith(['reviews:write'], { kind: 'client' });
  expect((await reviews.add({}, nobody)).code).toBe('UNAUTHENTICATED');
  expect((await reviews.add({}, viewerWith([]))).code).toBe('FORBIDDEN');
  expect((await reviews.add({}, machine)).code).toBe('FORBIDDEN');
});

test('a grant for some ratings allows no others', async () => {
  const grant = { permission: 'reviews:write', condition: { rating: { gte: 3 } } };
  expect((await reviews.add({ rating: 3 }, viewerWith([grant]))).code).toBeUndefined();
  expect((await reviews.add({ rating: 2 }, viewerWith([grant]))).code).toBe('FORBIDDEN');
});

test('while orders is down nothing is written, and reviews can still be read', async () => {
  const alone = await startReviews({ ordersUp: false });
  try {
    const productId = newId();
    await alone.insert(productId, 1);
    expect((await alone.add({ productId })).code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(await alone.productFields('reviews { totalCount }', [productId])).toEqual([{ reviews: { totalCount: 1 } }]);
    expect(await alone.sql('select id from product_rating')).toEqual([]);
  } finally {
    await alone.stop();
  }
});
