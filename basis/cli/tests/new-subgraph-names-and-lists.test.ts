import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { withContainer, withoutContainers } from '../src/new-subgraph/container-services.ts';
import { namesFor, pluralOf, singularOf, wordsOf } from '../src/new-subgraph/names.ts';
import { withoutRoutes, withoutSubgraphs, withRoute, withSubgraph } from '../src/new-subgraph/system-lists.ts';

test('a subgraph is named after several of what it holds', () => {
  const names = [
    'wishlist',
    'orders',
    'categories',
    'boxes',
    'gift-cards',
    'inventory',
    'address',
    'status',
    'wish-list',
  ];
  expect(names.map(singularOf)).toEqual([
    'wish',
    'order',
    'category',
    'box',
    'gift-card',
    'inventory',
    'address',
    'status',
    'wish',
  ]);
  expect(['wish', 'order', 'category', 'box', 'gift-card', 'day', 'address'].map(pluralOf)).toEqual([
    'wishes',
    'orders',
    'categories',
    'boxes',
    'gift-cards',
    'days',
    'addresses',
  ]);
});

test('a name gives every form that code needs, and another noun can be chosen', () => {
  expect(namesFor('gift-cards')).toEqual({
    name: { kebab: 'gift-cards', camel: 'giftCards', pascal: 'GiftCards', spoken: 'gift cards' },
    noun: { kebab: 'gift-card', camel: 'giftCard', pascal: 'GiftCard', spoken: 'gift card' },
    nouns: { kebab: 'gift-cards', camel: 'giftCards', pascal: 'GiftCards', spoken: 'gift cards' },
  });
  expect(namesFor('loyalty', 'voucher')).toMatchObject({ noun: { pascal: 'Voucher' }, nouns: { camel: 'vouchers' } });
});

test.each([
  '',
  'Wishlist',
  'wish_list',
  '1wish',
  '-wish',
  'wish-',
  '../wish',
  'a'.repeat(42),
  'gateway',
  'queue',
  'delete',
  'users',
  'errors',
])('the name “%s” is refused', (name) => {
  expect(() => namesFor(name)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }));
});

const INDEX = `import { catalog } from '@strata/catalog';
import { sso } from '@strata/sso';

/** All of them. */
export const subgraphs = [sso, catalog];
`;

const WRAPPED = INDEX.replace('[sso, catalog]', '[\n  sso, // who is who\n  catalog,\n]');

const YAML = `# Read by rover.
federation_version: =2.12.0
subgraphs:
  sso:
    routing_url: \${env.STRATA_SSO_URL:-http://localhost:4001/graphql}
    schema:
      file: ./sdk/sso/generated/schema.graphql # committed
  catalog:
    routing_url: \${env.STRATA_CATALOG_URL:-http://localhost:4002/graphql}
    schema:
      file: ./sdk/catalog/generated/schema.graphql
`;

const giftCards = namesFor('gift-cards').name;
const mapsEg = namesFor('maps-eg').name;
const catalog = namesFor('catalog').name;

test('a subgraph is added to the list and taken out again, the rest staying as it was', () => {
  const added = withSubgraph(INDEX, giftCards);
  expect(added).toContain("'@strata/catalog';\nimport { giftCards } from '@strata/gift-cards';\nimport { sso }");
  expect(added).toContain('export const subgraphs = [sso, catalog, giftCards];');
  expect(withoutSubgraphs(added, [giftCards])).toBe(INDEX);
  expect(withSubgraph(WRAPPED, giftCards)).toContain('[\n  sso, // who is who\n  catalog,\n  giftCards,\n]');
  expect(withoutSubgraphs(INDEX, [catalog])).toContain('[sso];');
  expect(withoutSubgraphs(WRAPPED, [catalog])).toMatch(/\[\n {2}sso, \/\/ who is who\n\s*\]/);
  expect(() => withSubgraph('export {};', giftCards)).toThrow(expect.objectContaining({ code: 'NO_PLACE' }));
});

test('a route is added at the next port and taken out again, the rest staying as it was', () => {
  const added = withRoute(YAML, giftCards);
  expect(added).toBe(`${YAML}  gift-cards:
    routing_url: \${env.STRATA_GIFT_CARDS_URL:-http://localhost:4003/graphql}
    schema:
      file: ./sdk/gift-cards/generated/schema.graphql
`);
  expect(withoutRoutes(added, [giftCards])).toBe(YAML);
  expect(withoutRoutes(YAML, [catalog])).toMatch(/committed\n$/);
});

test('a container is added to docker-compose.yml and taken out again, the rest staying as it was', () => {
  const file = readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
  const added = withContainer(file, giftCards);
  const { services } = parse(added, { merge: true });
  expect(services['gift-cards']).toMatchObject({
    command: ['node', '--enable-source-maps', 'strata.js', 'serve', 'gift-cards'],
    environment: {
      DATABASE_URL: expect.stringContaining('//gift-cards:${DATABASE_PASSWORD_GIFT_CARDS:'),
      STRATA_IDENTITY_KEY: expect.stringContaining('STRATA_IDENTITY_KEY_GIFT_CARDS:'),
    },
  });
  expect(services.gateway.depends_on).toHaveProperty('gift-cards');
  expect(JSON.parse(services.sso.environment.STRATA_SERVICES)).toHaveProperty('gift-cards', 'http://gift-cards:4000');
  expect(services['gift-cards'].networks).toEqual(['inside']);
  const leaving = withContainer(file, mapsEg);
  expect(parse(leaving, { merge: true }).services['maps-eg'].networks).toEqual(['inside', 'egress']);
  expect(withoutContainers(leaving, [mapsEg])).toBe(file);
  expect(withoutContainers(added, [giftCards])).toBe(file);
  const others = Object.keys(JSON.parse(services.sso.environment.STRATA_SERVICES)).filter((name) => name !== 'sso');
  const bare = withoutContainers(file, others.map(wordsOf));
  const left = parse(bare, { merge: true }).services;
  expect(Object.keys(left)).toEqual(['postgres', 'redis', 'migrate', 'sso', 'gateway']);
  expect(JSON.parse(left.sso.environment.STRATA_SERVICES)).toEqual({ sso: 'http://sso:4000' });
});
