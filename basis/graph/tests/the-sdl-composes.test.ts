import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Float,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import {
  Allow,
  buildGraph,
  connectionOf,
  DateTime,
  definePermissions,
  FEDERATION_VERSION,
  type GraphContext,
  Money,
  MoneyInput,
  PageArgs,
  Public,
  reference,
} from '../src/index.ts';
import { ENTITIES, run } from './support/run.ts';
import { viewerWith } from './support/viewers.ts';

const permissions = definePermissions({
  'products:read': 'See products',
  'products:cost': 'See costs',
  'reviews:read': 'See reviews',
});
const ID_1 = '018f5e00-0000-7000-8000-000000000001';

/** Catalog's product, and below another subgraph's class of the same name, in one process. */
function catalog() {
  @ObjectType({ description: 'Something that the shop sells.' })
  @Directive('@key(fields: "id")')
  @Allow('products:read')
  class Product {
    @Field(() => ID)
    id!: string;

    @Field(() => Money, { nullable: true })
    price!: Money | null;

    @Allow('products:cost')
    @Field(() => Money, { nullable: true })
    cost!: Money | null;

    @Field(() => DateTime)
    createdAt!: Date;
  }
  const ProductConnection = connectionOf(() => Product, 'Product');
  @Resolver(() => Product)
  class ProductResolver {
    @Allow('products:read')
    @Query(() => ProductConnection)
    products(@Args(() => PageArgs) _page: PageArgs) {
      return null;
    }

    @Public()
    @Query(() => Product, { nullable: true })
    cheapest(@Arg('than', () => MoneyInput) _than: MoneyInput): Product | null {
      return null;
    }
  }
  const load = async (ids: readonly string[]) =>
    ids.map((id) => ({ id, price: Money.of(1999, 'EUR'), cost: null, createdAt: new Date(0) }));
  const references = [reference(Product, { key: 'id', load })];
  return buildGraph({ name: 'catalog', permissions, resolvers: [ProductResolver], references });
}

function reviews() {
  @ObjectType()
  @Directive('@key(fields: "id")')
  @Public()
  class Product {
    @Field(() => ID)
    id!: string;

    @Directive('@external')
    @Allow('products:read')
    @Allow('products:cost')
    @Field(() => Money, { nullable: true })
    cost!: Money | null;
  }
  const ProductConnection = connectionOf(() => Product, 'Product');
  @Resolver(() => Product)
  class ProductResolver {
    @Public()
    @Query(() => ProductConnection)
    reviewed(@Args(() => PageArgs) _page: PageArgs) {
      return null;
    }

    @Allow('reviews:read', { rows: 'result' })
    @FieldResolver(() => Float, { nullable: true })
    rating(@Root() { id }: Product, @Ctx() { viewer }: GraphContext): number | null {
      return id === ID_1 && viewer.id !== null ? 4.5 : null;
    }

    @Public()
    @Directive('@requires(fields: "cost { amount }")')
    @FieldResolver(() => Float, { nullable: true })
    worth(): number | null {
      return 1;
    }
  }
  const references = [reference(Product, { key: 'id', owner: 'catalog' })];
  return buildGraph({ name: 'reviews', permissions, resolvers: [ProductResolver], references });
}

test('subgraphs with classes of one name, shared value types and rules compose', async () => {
  const subgraphs = [
    { name: 'catalog', typeDefs: parse((await catalog()).sdl) },
    { name: 'reviews', typeDefs: parse((await reviews()).sdl) },
  ];
  const { errors, supergraphSdl } = composeServices(subgraphs);
  expect(errors?.map(({ message }) => message)).toBeUndefined();
  expect(supergraphSdl).toContain(
    'rating: Float @join__field(graph: REVIEWS) @requiresScopes(scopes: [["reviews:read"]])',
  );
});

test('nothing of one graph leaks into another', async () => {
  const [first, second] = [await catalog(), await reviews()];
  expect(first.sdl).not.toContain('rating');
  expect(first.sdl).not.toContain('reviewed');
  expect(second.sdl).not.toContain('createdAt');
  expect(second.sdl).not.toContain('scalar DateTime');
  expect(first.permissionsUsed).toEqual(['products:cost', 'products:read']);
  expect(second.permissionsUsed).toEqual(['products:cost', 'products:read', 'reviews:read']);
});

test('the SDL imports what it uses, describes what is described, and is the same each time', async () => {
  const { sdl } = await catalog();
  expect(sdl.split('\n')[0]).toBe(
    `extend schema @link(url: "https://specs.apollo.dev/federation/v${FEDERATION_VERSION}", import: ["@key", "@requiresScopes", "@shareable"])`,
  );
  expect(sdl).toContain('"""Something that the shop sells."""\ntype Product @key(fields: "id") {');
  expect(sdl).toContain('id: ID! @requiresScopes(scopes: [["products:read"]])');
  expect(sdl).toContain('cost: Money @requiresScopes(scopes: [["products:read", "products:cost"]])');
  expect((await catalog()).sdl).toBe(sdl);
});

test("another subgraph's type is extended, and a field asks for all that what it requires asks for", async () => {
  const { sdl } = await reviews();
  expect(sdl).toContain('extend type Product @key(fields: "id")');
  expect(sdl).toContain(
    'worth: Float @requires(fields: "cost { amount }") @requiresScopes(scopes: [["products:read", "products:cost"]])',
  );
  expect(sdl).toContain('cost: Money @external\n');
});

test('a type of another subgraph needs no table: its representation is the object', async () => {
  const graph = await reviews();
  const viewer = viewerWith({ 'reviews:read': { stars: { eq: 5 } } });
  const representations = [{ __typename: 'Product', id: ID_1 }];
  const { data, codes } = await run(graph, ENTITIES('... on Product { id rating }'), {
    viewer,
    variables: { representations },
  });
  expect(codes).toEqual([]);
  expect(data._entities).toEqual([{ id: ID_1, rating: 4.5 }]);
});

test('a subgraph may have no queries', async () => {
  @ObjectType()
  @Directive('@key(fields: "id")')
  @Public()
  class Product {
    @Field(() => ID)
    id!: string;
  }
  @Resolver(() => Product)
  class StockResolver {
    @Public()
    @FieldResolver(() => Float, { nullable: true })
    stock(): number {
      return 3;
    }
  }
  const references = [reference(Product, { key: 'id', owner: 'catalog' })];
  const graph = await buildGraph({ name: 'inventory', permissions, resolvers: [StockResolver], references });
  const subgraphs = [
    { name: 'catalog', typeDefs: parse((await catalog()).sdl) },
    { name: 'inventory', typeDefs: parse(graph.sdl) },
  ];
  expect(graph.sdl).not.toContain('type Query');
  expect(composeServices(subgraphs).errors).toBeUndefined();
  const representations = [{ __typename: 'Product', id: ID_1 }];
  const { data } = await run(graph, ENTITIES('... on Product { stock }'), { variables: { representations } });
  expect(data._entities).toEqual([{ stock: 3 }]);
});

test('the federation version is the newest that the composer takes', async () => {
  const { sdl } = await catalog();
  const newer = sdl.replace(`v${FEDERATION_VERSION}`, `v2.${Number(FEDERATION_VERSION.split('.')[1]) + 1}`);
  const { errors } = composeServices([{ name: 'catalog', typeDefs: parse(newer) }]);
  expect(errors?.length).toBeGreaterThan(0);
});
