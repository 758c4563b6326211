import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import { splitAuthorization } from '../src/index.ts';
import { silent } from './toys.ts';

const IMPORTS = '["@key", "@shareable", "@tag", "@authenticated", "@requiresScopes", "@policy"]';
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ${IMPORTS})\n`;

const A = `${LINK}
  type Query { me: User @authenticated orders: [Order!] @requiresScopes(scopes: [["orders:read"]]) open: Int @tag(name: "x") }
  type Mutation { pay: Int @policy(policies: [["paying", "adult"]]) }
  type User @key(fields: "id") @authenticated { id: ID! name: String @shareable @requiresScopes(scopes: [["a", "b"], ["c"]]) }
  type Order @key(fields: "id") { id: ID! total: Money status: Status }
  scalar Money @requiresScopes(scopes: [["money:read"]])
  enum Status @authenticated { OPEN }`;
const B = `${LINK}
  type User @key(fields: "id") { id: ID! name: String @shareable @requiresScopes(scopes: [["d"]]) rating: Int }`;

function supergraphOf(...subgraphs: string[]): string {
  const services = subgraphs.map((sdl, index) => ({ name: `s${index}`, url: 'http://s', typeDefs: parse(sdl) }));
  const composed = composeServices(services);
  if (composed.errors) throw composed.errors[0];
  return composed.supergraphSdl;
}

async function startGateway(supergraphSdl: string): Promise<string[]> {
  const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
  const { schema } = await gateway.load();
  await gateway.stop();
  return Object.keys(schema.getQueryType()?.getFields() ?? {});
}

test('stock @apollo/gateway refuses the supergraph as it is, and takes what remains of it', async () => {
  const supergraph = supergraphOf(A, B);
  await expect(startGateway(supergraph)).rejects.toThrow('for: SECURITY but is unsupported');
  const { sdl } = splitAuthorization(supergraph);
  expect(await startGateway(sdl)).toEqual(['me', 'orders', 'open']);
  expect(sdl).not.toMatch(/authenticated|requiresScopes|policy/i);
  expect(sdl).toContain('@tag(name: "x")');
});

test('what types and fields demand is kept by coordinate', () => {
  const { manifest } = splitAuthorization(supergraphOf(A, B));
  const nothing = { authenticated: false, scopes: [], policies: [] };
  expect(Object.fromEntries(manifest)).toEqual({
    'Query.me': { ...nothing, authenticated: true },
    'Query.orders': { ...nothing, scopes: [['orders:read']] },
    'Mutation.pay': { ...nothing, policies: [['paying', 'adult']] },
    User: { ...nothing, authenticated: true },
    // The composer demands what each subgraph demands: (a and b, or c) and d.
    'User.name': {
      ...nothing,
      scopes: [
        ['c', 'd'],
        ['a', 'b', 'd'],
      ],
    },
    Money: { ...nothing, scopes: [['money:read']] },
    Status: { ...nothing, authenticated: true },
  });
});

test('specs under another name are split off too, and so is their trace in join__directive', async () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
    import: ["@key", { name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@needs" }])`;
  const renamed = supergraphOf(`${link} type Query { me: Int @signedIn paid: Int @needs(scopes: [["pay"]]) }`);
  expect(Object.fromEntries(splitAuthorization(renamed).manifest)).toEqual({
    'Query.me': { authenticated: true, scopes: [], policies: [] },
    'Query.paid': { authenticated: false, scopes: [['pay']], policies: [] },
  });
  expect(await startGateway(splitAuthorization(renamed).sdl)).toEqual(['me', 'paid']);
  const joined = supergraphOf(`${link} type Query { open: Int }`).replace(
    '{\n  query: Query',
    `@join__directive(graphs: [S0], name: "link", args: {url: "https://specs.apollo.dev/policy/v0.1"})\n{\n  query: Query`,
  );
  const { sdl } = splitAuthorization(joined);
  expect(sdl).not.toContain('policy');
  expect(await startGateway(sdl)).toEqual(['open']);
});

test('a supergraph without authorization stays as it is', async () => {
  const { sdl, manifest } = splitAuthorization(supergraphOf(`${LINK} type Query { open: Int }`));
  expect(manifest.size).toBe(0);
  expect(await startGateway(sdl)).toEqual(['open']);
});

test('what is no supergraph is refused', () => {
  expect(() => splitAuthorization('type Query { x: Int }')).toThrow('This is not a supergraph');
  expect(() => splitAuthorization('type Query {')).toThrow('Syntax Error');
});
