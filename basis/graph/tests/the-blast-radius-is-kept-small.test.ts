import { lintBlastRadius } from '../src/index.ts';

const CATALOG = `
  type Query { product(id: ID!): Product }
  type Product @key(fields: "id") { id: ID! @requiresScopes(scopes: [["products:read"]]) name: String! @shareable price: Money! }
  type Money @shareable { amount: String! currency: String! }
`;
const REVIEWS = `
  type Query { latest: [Review!]! }
  extend type Product @key(fields: "id") { id: ID! rating: Float reviews: ReviewConnection }
  type Review @key(fields: "id") { id: ID! product: Product }
  type ReviewConnection { nodes: [Review!]! }
  type Money @shareable { amount: String! currency: String! }
`;

function lint(reviews: string, catalog = CATALOG): string[] {
  return lintBlastRadius([
    { name: 'catalog', sdl: catalog },
    { name: 'reviews', sdl: reviews },
  ]);
}

test('a graph whose parts stand alone has no faults', () => {
  expect(lint(REVIEWS)).toEqual([]);
});

test('a contributed field that cannot be null is a fault', () => {
  expect(lint(REVIEWS.replace('rating: Float', 'rating: Float!'))).toEqual([
    'Product.rating of reviews is not null, but catalog owns Product: make it nullable',
  ]);
});

test('a field that a replica serves must be shared by both, with the type of its owner', () => {
  const served = REVIEWS.replace('rating: Float', 'rating: Float name: String! @shareable');
  expect(lint(served)).toEqual([]);
  expect(lint(served.replace('name: String! @shareable', 'name: String!'))).toEqual([
    'Product.name of reviews is declared by catalog too: make both @shareable',
  ]);
  expect(lint(served.replace('name: String!', 'name: String'))).toEqual([
    'Product.name of reviews is String, but catalog declares String!',
  ]);
});

test('a reference that cannot be null is allowed only to what is served here', () => {
  const strict = REVIEWS.replace('product: Product }', 'product: Product! }');
  expect(lint(strict)).toEqual([
    'Review.product of reviews is Product!, but Product.name, Product.price cannot be null and come from elsewhere',
  ]);
  const served = strict.replace('rating: Float', 'rating: Float name: String! @shareable price: Money! @shareable');
  expect(lint(served, CATALOG.replace('price: Money!', 'price: Money! @shareable'))).toEqual([]);
  expect(lint(REVIEWS.replace('latest: [Review!]!', 'seen: [Product!]!'))).toHaveLength(1);
  expect(lint(REVIEWS.replace('latest: [Review!]!', 'seen: [Product]!'))).toEqual([]);
});

test('an entity has one owner', () => {
  expect(lint(REVIEWS.replace('extend type Product', 'type Product'))).toContain(
    'Product is owned by catalog and reviews: all but one must name its owner in their reference()',
  );
  expect(lint(REVIEWS, CATALOG.replace('type Product', 'extend type Product'))).toContain(
    'Product is owned by no subgraph: all of them extend it',
  );
});

test('a shared field asks for the same permissions everywhere', () => {
  const guarded = CATALOG.replace(
    'name: String! @shareable',
    'name: String! @shareable @requiresScopes(scopes: [["products:read"]])',
  );
  const served = REVIEWS.replace('rating: Float', 'rating: Float name: String! @shareable');
  expect(lint(served, guarded)).toEqual([
    'Product.name is shared under rules that differ (catalog: [["products:read"]]; reviews: none)',
  ]);
  const alike = served.replace(
    'name: String! @shareable',
    'name: String! @shareable @requiresScopes(scopes: [["products:read"]])',
  );
  expect(lint(alike, guarded)).toEqual([]);
  const money = REVIEWS.replace('type Money @shareable', 'type Money @shareable @authenticated');
  expect(lint(money)).toHaveLength(2);
});
