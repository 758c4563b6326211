import { resolve } from 'node:path';
import { findFaults, print, type Rule, rules } from '../../tools/house-rules.ts';
import { parseSource, type SourceFile } from '../../tools/source.ts';

const root = resolve(import.meta.dirname, '../..');
const lines = (count: number, line = '  step();') => Array(count).fill(line).join('\n');

/** One breach of each rule: a rule that finds nothing anywhere would hold for ever. */
const planted: Record<string, { path: string; text: string; line: number; beside?: Record<string, string> }[]> = {
  fileLength: [{ path: 'basis/core/src/long.ts', text: lines(301, '// …'), line: 301 }],
  functionLength: [
    { path: 'gateway/src/long.ts', text: `// é\nexport function long() {\n${lines(70)}\n}`, line: 2 },
    { path: 'gateway/src/method.ts', text: `class A {\n  long() {\n${lines(70)}\n  }\n}`, line: 2 },
    {
      path: 'gateway/tests/a.test.ts',
      text: `describe('a', () => {\n  test('b', () => {\n${lines(70)}\n});});`,
      line: 2,
    },
  ],
  noNarrowedTests: [
    { path: 'tests/a.test.ts', text: "describe.skip('a', () => {});", line: 1 },
    { path: 'tests/b.test.ts', text: "\ntest.only('a', () => {});", line: 2 },
    { path: 'tests/c.test.ts', text: "test.skip.each([1])('a', () => {});", line: 1 },
    { path: 'tests/d.test.ts', text: "xit('a', () => {});", line: 1 },
  ],
  suppressionsSayWhy: [
    { path: 'gateway/src/a.ts', text: '// @ts-ignore the reason does not help\nconst a = 1;', line: 1 },
    { path: 'gateway/src/b.ts', text: '\n// @ts-expect-error\nconst a = 1;', line: 2 },
    { path: 'gateway/src/c.ts', text: '// biome-ignore lint/suspicious/noConsole:\nconst a = 1;', line: 1 },
    { path: 'gateway/src/d.ts', text: 'const a = b as unknown as number;', line: 1 },
  ],
  testsStandInTests: [{ path: 'gateway/src/a.test.ts', text: '', line: 1 }],
  noRawOrmAccess: [
    { path: 'subgraphs/orders/src/a.ts', text: 'orm.em.find(Order, {});', line: 1 },
    { path: 'subgraphs/orders/src/b.ts', text: '\nem.nativeUpdate(Order, {}, {});', line: 2 },
    { path: 'subgraphs/orders/src/c.ts', text: 'await this.em.transactional(() => {});', line: 1 },
    { path: 'subgraphs/orders/src/d.ts', text: 'await em.upsert(Order, {}); // raw access:', line: 1 },
  ],
  entityKnowsNoCommand: [
    {
      path: 'subgraphs/orders/src/order.entity.ts',
      text: "\nimport { placeOrder } from './place-order.ts';",
      line: 2,
      beside: { 'subgraphs/orders/src/place-order.ts': "import { command } from '@strata/basis-subgraph';" },
    },
  ],
  noImportType: [{ path: 'gateway/src/a.ts', text: "\nlet a: import('@strata/orders').Order;", line: 2 }],
  noDefaultExport: [{ path: 'gateway/src/a.ts', text: '\nexport default 1;', line: 2 }],
  noGlobalFetch: [
    { path: 'subgraphs/orders/src/a.ts', text: "\nawait fetch('https://example.com');", line: 2 },
    { path: 'subgraphs/orders/src/b.ts', text: "globalThis.fetch('https://example.com');", line: 1 },
    { path: 'subgraphs/orders/src/c.ts', text: "new WebSocket('wss://example.com');", line: 1 },
  ],
  publicExportsAreDocumented: [
    {
      path: 'basis/core/src/a.ts',
      text: '// not a doc comment\n@D()\nexport class A {}',
      line: 3,
      beside: { 'basis/core/src/index.ts': "export * from './a.ts';" },
    },
    {
      path: 'basis/core/src/b.ts',
      text: 'const hidden = 1;\nexport const other = 1;\nexport const b = 1;',
      line: 3,
      beside: { 'basis/core/src/index.ts': "export { b } from './b.ts';" },
    },
  ],
};

/** What comes near a breach and is none. */
const allowed: Record<string, string> = {
  'gateway/src/short.ts': `export function short() {\n${lines(68)}\n}`,
  'gateway/tests/grouped.test.ts': `describe('a', () => {\n${lines(200, "  test('b', () => {});")}\n});`,
  'gateway/src/explained.ts': 'const a = b as unknown as number; // the library types this as string',
  'gateway/src/expected.ts': '// @ts-expect-error the type of v2 lacks this option\nconst a = 1;',
  'subgraphs/orders/src/explained.ts': 'await em.upsert(Order, {}); // raw access: a replica is overwritten whole',
  'subgraphs/orders/src/seed/products.ts': 'em.upsert(Order, {});',
  'subgraphs/orders/src/ask.ts': 'await sso.fetch(request);',
  'subgraphs/mail-eg/src/leave.ts': "await fetch('https://example.com');",
  'basis/core/src/index.ts': "export * from './documented.ts';",
  'basis/core/src/documented.ts': '/** A class. */\n@D()\nexport class A {}\n/** One. */\nexport const b = 1;',
};

function check(rule: Rule, path: string, text: string, beside: Record<string, string> = {}) {
  const all = new Map<string, SourceFile>();
  for (const [name, content] of Object.entries({ ...beside, [path]: text })) all.set(name, parseSource(name, content));
  return rule(all.get(path) ?? parseSource(path, text), all);
}

test('the house rules hold', () => {
  expect(print(findFaults(root))).toBe('');
});

describe.each(Object.entries(rules))('%s', (name, rule) => {
  test('finds what breaks it', () => {
    const cases = planted[name] ?? [];
    expect(cases).not.toHaveLength(0);
    for (const { path, text, line, beside } of cases) {
      expect(check(rule, path, text, beside)).toMatchObject([{ rule: name, path, line }]);
    }
  });

  test('lets pass what does not', () => {
    const faults = Object.entries(allowed).flatMap(([path, text]) => check(rule, path, text, allowed));
    expect(faults).toEqual([]);
  });
});
