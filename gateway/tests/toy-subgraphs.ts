import { buildSubgraphSchema } from '@apollo/subgraph';
import { NotFoundError } from '@strata/basis-core';
import type { ServiceHandlers } from '@strata/basis-network';
import { execute, type GraphQLFieldResolver, type GraphQLFormattedError, parse, validate } from 'graphql';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
  import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@external", "@requires"])\n`;

export interface ToySubgraph {
  sdl: string;
  resolvers: Record<string, Record<string, unknown>>;
}

const PRODUCTS = [
  { id: 'p1', name: 'Lamp', cost: 3 },
  { id: 'p2', name: 'Chair', cost: 5 },
];

/** Reached from a resolver as its context. */
export type CallContext = Parameters<ServiceHandlers['execute']>[0];
type Resolver = GraphQLFieldResolver<{ id: string }, CallContext>;

export const products: ToySubgraph = {
  sdl: `${LINK}
    type Query {
      products(first: Int): ProductConnection!
      product(id: ID!): Product
      me: String
      fails: String
      leaks: String
      secret: String @requiresScopes(scopes: [["secrets:read"]])
    }
    type Mutation { rename(id: ID!, quantity: Int): Product }
    type ProductConnection { nodes: [Product!]! edges: [String!] }
    type Product @key(fields: "id") { id: ID! name: String! cost: Int @requiresScopes(scopes: [["products:cost"]]) }`,
  resolvers: {
    Query: {
      products: (_: unknown, { first = 10 }: { first?: number }) => ({ nodes: PRODUCTS.slice(0, first) }),
      product: (_: unknown, { id }: { id: string }) => PRODUCTS.find((product) => product.id === id),
      me: ((_, __, { identity }) => identity.viewer.id ?? identity.viewer.kind) as Resolver,
      fails: () => {
        throw new NotFoundError('lamp', 'p9');
      },
      leaks: () => {
        throw new Error('SELECT * FROM "product" at 10.0.0.3:5432');
      },
      secret: ((_, __, { identity }) => identity.viewer.policy.hash) as Resolver,
    },
    Mutation: { rename: () => PRODUCTS[0] },
    Product: { __resolveReference: ({ id }: { id: string }) => PRODUCTS.find((product) => product.id === id) },
  },
};

export const reviews: ToySubgraph = {
  sdl: `${LINK}
    type Query { latestReview: String }
    type Product @key(fields: "id") { id: ID! rating: Int reviewText: String }`,
  resolvers: {
    Query: { latestReview: () => 'Bright.' },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      rating: (({ id }) => (id === 'p1' ? 5 : 3)) as Resolver,
      reviewText: (({ id }) => {
        if (id === 'p1') return 'Bright.';
        throw new NotFoundError('review');
      }) as Resolver,
    },
  },
};

/** What a subgraph's host does, in small: validate, execute, map errors. */
export function executorOf({ sdl, resolvers }: ToySubgraph): ServiceHandlers['execute'] {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }] as Parameters<
    typeof buildSubgraphSchema
  >[0]);
  return async (call) => {
    const document = parse(call.query);
    const faults = validate(schema, document);
    if (faults.length > 0) return { errors: faults.map((fault) => fault.toJSON()) };
    const variableValues = call.variables ?? {};
    const { data, errors } = await execute({ schema, document, contextValue: call, variableValues });
    return { data: data ?? null, ...(errors && { errors: errors.map((error) => formatted(error)) }) };
  };
}

function formatted({ message, path, originalError }: { message: string; path?: unknown; originalError?: unknown }) {
  const { code } = (originalError ?? {}) as { code?: string };
  const masked = code ? { message, code } : { message: 'Something went wrong.', code: 'INTERNAL_SERVER_ERROR' };
  return { message: masked.message, path, extensions: { code: masked.code } } as GraphQLFormattedError;
}
