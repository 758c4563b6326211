import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A small tree of the same shape: each package exports a front door, as the real ones do. */
const packages: Record<string, string> = {
  '@strata/basis-contract': 'basis/contract',
  '@strata/basis-core': 'basis/core',
  '@strata/basis-network': 'basis/network',
  '@strata/basis-storage': 'basis/storage',
  '@strata/basis-graph': 'basis/graph',
  '@strata/basis-messaging': 'basis/messaging',
  '@strata/basis-subgraph': 'basis/subgraph',
  '@strata/basis-testing': 'basis/testing',
  '@strata/basis-cli': 'basis/cli',
  '@strata/sdk-catalog': 'sdk/catalog',
  '@strata/sdk-orders': 'sdk/orders',
  '@strata/catalog': 'subgraphs/catalog',
  '@strata/orders': 'subgraphs/orders',
  '@strata/mail-eg': 'subgraphs/mail-eg',
  '@strata/gateway': 'gateway',
};

const uses = (...names: string[]) => names.map((name) => `import * as ${name.replace(/\W/g, '_')} from '${name}';`);

/** What is right, so that a law which forbids everything fails this test too. */
const lawful: Record<string, string[]> = {
  'basis/network/src/server.ts': uses('@strata/basis-core'),
  'basis/subgraph/src/host.ts': uses('@strata/basis-graph', '@strata/basis-storage', '@strata/basis-network'),
  'basis/testing/src/harness.ts': uses('@strata/basis-subgraph'),
  'sdk/catalog/contract.ts': uses('@strata/basis-contract'),
  'subgraphs/orders/src/order.entity.ts': uses('@strata/basis-core', './line.entity.ts'),
  'subgraphs/orders/src/line.entity.ts': uses('./order.entity.ts'),
  'subgraphs/orders/src/place-order.ts': uses('@strata/basis-subgraph', '@strata/sdk-catalog', './order.entity.ts'),
  'subgraphs/orders/src/order.resolver.ts': uses('./place-order.ts'),
  'subgraphs/orders/src/subgraph.ts': uses('./order.resolver.ts'),
  'subgraphs/orders/tests/orders.test.ts': uses('@strata/basis-testing', '../src/subgraph.ts'),
  'subgraphs/orders/tests/listener.ts': uses('node:net'),
  'subgraphs/mail-eg/src/transport.ts': uses('node:net', 'node:tls'),
  'gateway/src/planted-turn.ts': uses('./planted-cycle.ts'),
  'gateway/src/gateway.ts': uses('@strata/basis-network'),
  'subgraphs/index.ts': uses('@strata/orders', '@strata/catalog'),
  'strata.ts': uses('@strata/gateway', './subgraphs/index.ts'),
  'tests/system.test.ts': uses('../strata.ts', '@strata/orders', '@strata/gateway'),
};

/** One planted violation of each law, and how else a forbidden import may be written. */
const unlawful: [law: string, file: string, lines: string[]][] = [
  ['basis-contract-knows-only-what-is-below-it', 'basis/contract/src/planted.ts', uses('@strata/basis-core')],
  ['basis-core-knows-only-what-is-below-it', 'basis/core/src/planted.ts', uses('@strata/basis-network')],
  ['basis-network-knows-only-what-is-below-it', 'basis/network/src/planted.ts', uses('@strata/basis-storage')],
  ['basis-storage-knows-only-what-is-below-it', 'basis/storage/src/planted.ts', uses('@strata/basis-graph')],
  ['basis-graph-knows-only-what-is-below-it', 'basis/graph/src/planted.ts', uses('@strata/basis-subgraph')],
  ['basis-subgraph-knows-only-what-is-below-it', 'basis/subgraph/src/planted.ts', uses('@strata/basis-testing')],
  ['basis-messaging-knows-only-what-is-below-it', 'basis/messaging/src/planted.ts', uses('@strata/basis-subgraph')],
  ['basis-cli-knows-only-what-is-below-it', 'basis/cli/src/planted-testing.ts', uses('@strata/basis-testing')],
  ['basis-testing-knows-only-what-is-below-it', 'basis/testing/src/planted.ts', uses('@strata/basis-cli')],
  ['basis-is-for-every-domain', 'basis/core/src/planted-sdk.ts', uses('@strata/sdk-catalog')],
  ['basis-is-for-every-domain', 'basis/core/tests/planted.ts', uses('@strata/orders')],
  ['basis-is-for-every-domain', 'basis/cli/src/planted.ts', uses('@strata/gateway')],
  ['sdk-knows-only-contract', 'sdk/catalog/planted.ts', uses('@strata/basis-core')],
  ['sdk-knows-only-contract', 'sdk/catalog/planted-neighbour.ts', uses('@strata/sdk-orders')],
  ['sdk-has-no-server-dependency', 'sdk/catalog/planted-server.ts', uses('fastify')],
  ['subgraphs-do-not-know-each-other', 'subgraphs/orders/src/planted.ts', uses('@strata/catalog')],
  ['subgraphs-do-not-know-each-other', 'subgraphs/orders/tests/planted.ts', uses('@strata/catalog')],
  [
    'subgraphs-do-not-know-each-other',
    'subgraphs/orders/src/planted-type.ts',
    ["import type { x } from '@strata/catalog';"],
  ],
  [
    'subgraphs-do-not-know-each-other',
    'subgraphs/orders/src/planted-lazily.ts',
    ["export const load = async () => { return import('@strata/catalog'); };"],
  ],
  [
    'subgraphs-do-not-know-each-other',
    'subgraphs/orders/src/planted-again.ts',
    ["export { x } from '@strata/catalog';"],
  ],
  ['subgraphs-do-not-know-the-gateway', 'subgraphs/orders/src/planted-gateway.ts', uses('@strata/gateway')],
  ['gateway-knows-only-basis', 'gateway/src/planted.ts', uses('@strata/orders')],
  ['gateway-knows-only-basis', 'gateway/src/planted-sdk.ts', uses('@strata/sdk-orders')],
  ['products-do-not-know-the-cli', 'gateway/src/planted-cli.ts', uses('@strata/basis-cli')],
  ['one-composition-root', 'gateway/src/planted-root.ts', uses('../../strata.ts')],
  ['through-the-front-door', 'gateway/src/planted-path.ts', uses('../../basis/core/src/index.ts')],
  ['only-egress-services-leave', 'subgraphs/orders/src/planted-net.ts', uses('node:net')],
  ['only-egress-services-leave', 'subgraphs/orders/src/planted-https.ts', uses('https')],
  ['only-egress-services-leave', 'subgraphs/orders/src/planted-dns.ts', uses('node:dns/promises')],
  ['only-egress-services-leave', 'gateway/src/planted-dgram.ts', uses('node:dgram')],
  ['only-egress-services-leave', 'sdk/catalog/planted-undici.ts', uses('undici')],
  ['the-list-of-subgraphs-is-for-the-root', 'subgraphs/orders/src/planted-list.ts', uses('../../index.ts')],
  ['entities-know-nothing-above-them', 'subgraphs/orders/src/planted.entity.ts', uses('./order.resolver.ts')],
  ['commands-know-no-resolver', 'subgraphs/orders/src/plant-order.ts', uses('./order.resolver.ts')],
  ['the-manifest-is-the-top', 'subgraphs/orders/src/planted.resolver.ts', uses('./subgraph.ts')],
  ['no-cycles', 'gateway/src/planted-cycle.ts', uses('./planted-turn.ts')],
  ['code-does-not-need-tests', 'gateway/src/planted-testing.ts', uses('@strata/basis-testing')],
  ['imports-resolve', 'gateway/src/planted-nowhere.ts', uses('@strata/nowhere')],
];

function plant(tree: string) {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  for (const [name, folder] of Object.entries(packages)) {
    write(`${folder}/package.json`, JSON.stringify({ name, exports: { '.': { source: './src/index.ts' } } }));
    write(`${folder}/src/index.ts`, 'export const x = 1;\n');
    mkdirSync(join(tree, 'node_modules/@strata'), { recursive: true });
    symlinkSync(join(tree, folder), join(tree, 'node_modules', name));
  }
  write('node_modules/fastify/package.json', '{ "name": "fastify", "main": "index.js" }');
  write('node_modules/fastify/index.js', '');
  write('node_modules/undici/package.json', '{ "name": "undici", "main": "index.js" }');
  write('node_modules/undici/index.js', '');
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      workspaces: Object.values(packages),
      dependencies: { fastify: '5', undici: '7' },
    }),
  );
  for (const [path, lines] of [
    ...Object.entries(lawful),
    ...unlawful.map(([, file, lines]) => [file, lines] as const),
  ]) {
    write(path, `${lines.join('\n')}\nexport const planted = 1;\n`);
  }
}

interface Violation {
  from: string;
  rule: { name: string };
}

function cruise(tree: string): Violation[] {
  const arguments_ = [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')];
  arguments_.push('--config', join(root, '.dependency-cruiser.js'), '--output-type', 'json');
  arguments_.push('strata.ts', 'basis', 'sdk', 'subgraphs', 'gateway', 'tests');
  const options = { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 } as const;
  return JSON.parse(execFileSync(process.execPath, arguments_, options)).summary.violations;
}

describe('the laws of imports', () => {
  let tree: string;
  let violations: Violation[];

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'strata-laws-'));
    plant(tree);
    violations = cruise(tree);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each(unlawful)('%s refuses %s', (law, file) => {
    expect(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)).toContain(law);
  });

  test('every law has a planted violation', async () => {
    const { default: config } = await import(join(root, '.dependency-cruiser.js'));
    const laws: string[] = config.forbidden.map((law: { name: string }) => law.name);
    const planted = new Set(unlawful.map(([law]) => law));
    expect(laws.filter((law) => !planted.has(law))).toEqual([]);
  });

  test('what is right is not refused', () => {
    expect(violations.filter(({ from }) => from in lawful)).toEqual([]);
  });
});
