import { newId } from '@strata/basis-core';
import { fillReplica, nobody, viewerWith } from '@strata/basis-testing';
import { ProductReplica } from '../src/product.replica.ts';
import { UserReplica } from '../src/user.replica.ts';
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
  await reviews.deliver(ann.id, productId);
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

test.each(['PLACED', 'RESERVED', 'CONFIRMED', 'SHIPPED', 'CANCELLED', 'REJECTED'] as const)(
  'an order that is %s was not received',
  async (status) => {
    const [ann, productId] = [aCustomer(), newId()];
    await reviews.deliver(ann.id, productId, status);
    expect((await reviews.add({ productId }, ann)).code).toBe('NOT_RECEIVED');
  },
);

test('an order of many products is a receipt for each of them, in whatever case its id is written', async () => {
  const [ann, productIds] = [aCustomer(), Array.from({ length: 100 }, newId)];
  await reviews.deliver(ann.id, productIds);
  const productId = productIds[77] ?? '';
  expect((await reviews.add({ productId: productId.toUpperCase() }, ann)).review).toMatchObject({
    product: { id: productId },
  });
});

test('a review shows its author and its product by the names that they have today', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  await reviews.deliver(ann.id, productId);
  const { review } = await reviews.add({ productId }, ann);
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Product { reviews { nodes { id author { displayName } product { name } } } } } }`;
  const of = [{ __typename: 'Product', id: productId }];
  const asked = () => reviews.ask(query, { of }, viewerWith(['products:read']));
  const shown = (author: object | null, product: object | null) => ({
    data: { _entities: [{ reviews: { nodes: [{ id: review?.id, author, product }] } }] },
  });
  expect(await asked()).toEqual(shown(null, null));
  await fillReplica(reviews, UserReplica, [{ id: ann.id, displayName: 'Ann' }]);
  await fillReplica(reviews, ProductReplica, [{ id: productId, name: 'Kettle', status: 'ACTIVE' }]);
  expect(await asked()).toEqual(shown({ displayName: 'Ann' }, { name: 'Kettle' }));
});

test('a product is referred to by its key alone where no copy is needed, and by its copy where its name is asked for', async () => {
  const [known, hidden, unknown] = [newId(), newId(), newId()];
  await fillReplica(reviews, ProductReplica, [
    { id: known, name: 'Kettle', status: 'ACTIVE' },
    { id: hidden, name: 'Samovar', status: 'RETIRED' },
  ]);
  const of = [known, hidden, unknown].map((id) => ({ __typename: 'Product', id }));
  const visitor = viewerWith([{ permission: 'products:read', condition: { status: { eq: 'ACTIVE' } } }]);
  const asked = (fields: string) =>
    reviews.ask(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ...reviewed } }
       fragment reviewed on Product { ... on Product { ${fields} } }`,
      { of },
      visitor,
    );
  const counted = { reviewCount: 0 };
  expect(await asked('reviewCount')).toEqual({ data: { _entities: [counted, counted, counted] } });
  const named = { ...counted, name: 'Kettle' };
  expect(await asked('reviewCount name')).toEqual({ data: { _entities: [named, null, null] } });
});

test('whether somebody received a product is found by index, however many orders there are', async () => {
  const busy = newId();
  await reviews.sql(
    `insert into order_replica (id, version, generation, customer_id, status, lines)
     select gen_random_uuid(), 1, 1, case when n % 1000 = 0 then ?::uuid else gen_random_uuid() end, 'DELIVERED',
       jsonb_build_array(jsonb_build_object('productId', gen_random_uuid())) from generate_series(1, 20000) n`,
    [busy],
  );
  await reviews.sql('analyze order_replica');
  const statements = await reviews.statementsOf(() =>
    reviews.add({ productId: newId() }, viewerWith(['reviews:write'], { id: busy })),
  );
  const asked = statements.find(({ query }) => query.includes('order_replica'));
  if (asked === undefined) throw new Error('Nobody asked who received what.');
  const plan = await reviews.sql(`explain ${asked.query}`, [...asked.params]);
  expect(JSON.stringify(plan)).toContain('order_replica_of_customer');
});

test('who did not receive it does not, even if somebody else did', async () => {
  const [ann, productId] = [aCustomer(), newId()];
  await reviews.deliver(newId(), productId);
  await reviews.deliver(ann.id, newId());
  expect(await reviews.add({ productId }, ann)).toEqual({
    review: undefined,
    code: 'NOT_RECEIVED',
    details: { productId },
  });
  expect(await reviewsOf(productId)).toEqual([]);
});

test('a product is reviewed once by each', async () => {
  const [ann, ben, productId] = [aCustomer(), aCustomer(), newId()];
  for (const { id } of [ann, ben]) await reviews.deliver(id, productId);
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
  await reviews.deliver(ann.id, productId);
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
    ratings.map(async (rating) => {
      const customer = aCustomer();
      await reviews.deliver(customer.id, productId);
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
])('%s: bad input', async (_what, wrong, field) => {
  expect(await reviews.add(wrong)).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
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
