import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withoutDemo } from '../src/remove-demo/demo-regions.ts';
import { planRemoval } from '../src/remove-demo/plan-removal.ts';
import { removeDemo } from '../src/remove-demo/remove-demo.ts';

let root: string;

const FILES: Record<string, string> = {
  'subgraphs/index.ts': `import { catalog } from '@strata/catalog';\nimport { sso } from '@strata/sso';\n\nexport const subgraphs = [sso, catalog];\n`,
  'subgraphs/catalog/package.json': '{ "name": "@strata/catalog", "strata": { "demo": true } }',
  'subgraphs/catalog/src/index.ts': 'export {};',
  'subgraphs/sso/package.json': '{ "name": "@strata/sso" }',
  'sdk/catalog/package.json': '{ "name": "@strata/sdk-catalog" }',
  'supergraph.yaml': 'subgraphs:\n  catalog:\n    routing_url: a\n  sso:\n    routing_url: b\n',
  'README.md': '# Strata\n\n<!-- demo -->\nA shop.\n<!-- /demo -->\n\nThe rest.\n',
  'tests/the-shop.test.ts': '// demo\ntest("a shop", () => {});\n',
  'tests/the-platform.test.ts': 'test("a platform", () => {});\n',
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strata-demo-'));
  for (const [file, text] of Object.entries(FILES)) write(file, text);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test('marked regions go, in any language, and a file of nothing else goes as a whole', () => {
  expect(withoutDemo('a\n// demo\nb\n// /demo\nc\n')).toBe('a\nc\n');
  expect(withoutDemo('a\n  # demo\n  b\n  # /demo\nc\n# demo\nd\n# /demo\n')).toBe('a\nc\n');
  expect(withoutDemo('a\n\n<!-- demo -->\nb\n<!-- /demo -->\n\nc\n')).toBe('a\n\nc\n');
  expect(withoutDemo('// demo\n// /demo\nc\n')).toBe('c\n');
  expect(withoutDemo('a\n// demo\nto the end\n')).toBe('a\n');
  expect(withoutDemo('// demo\nb\n')).toBeUndefined();
  expect(withoutDemo('// demo data\nconst demo = 1; // demo\n')).toBe('// demo data\nconst demo = 1; // demo\n');
});

test('demonstration subgraphs, their sdk packages, lists and marked files are found, and nothing else', () => {
  const { subgraphs, removed, edited } = planRemoval(root, Object.keys(FILES));
  expect(subgraphs).toEqual(['catalog']);
  expect(removed).toEqual(['subgraphs/catalog', 'sdk/catalog', 'tests/the-shop.test.ts']);
  expect(Object.fromEntries(edited)).toEqual({
    'subgraphs/index.ts': `import { sso } from '@strata/sso';\n\nexport const subgraphs = [sso];\n`,
    'supergraph.yaml': 'subgraphs:\n  sso:\n    routing_url: b\n',
    'README.md': '# Strata\n\nThe rest.\n',
  });
});

test('while a package of one’s own needs it, the demonstration stays', () => {
  write('subgraphs/wishlist/package.json', '{ "dependencies": { "@strata/sdk-catalog": "0.1.0" } }');
  const files = [...Object.keys(FILES), 'subgraphs/wishlist/package.json'];
  expect(() => planRemoval(root, files)).toThrow(
    expect.objectContaining({ code: 'DEMO_IN_USE', message: expect.stringContaining('subgraphs/wishlist') }),
  );
});

test('where there is no demonstration, that is said', () => {
  expect(() => planRemoval(root, ['subgraphs/sso/package.json'])).not.toThrow();
  rmSync(join(root, 'subgraphs/catalog'), { recursive: true });
  rmSync(join(root, 'sdk/catalog'), { recursive: true });
  expect(() => planRemoval(root, ['tests/the-platform.test.ts'])).toThrow(expect.objectContaining({ code: 'NO_DEMO' }));
});

test('it refuses where git could not bring it back', async () => {
  const confirm = async () => true;
  await expect(removeDemo({ root, confirm })).rejects.toMatchObject({ code: 'UNCOMMITTED' });
  expect(readFileSync(join(root, 'tests/the-shop.test.ts'), 'utf8')).toBe(FILES['tests/the-shop.test.ts']);
});

test('without git, it looks at whatever is there, and asks before it changes anything', async () => {
  write('node_modules/other/README.md', '<!-- demo -->\nnot ours\n');
  let shown: readonly string[] = [];
  const confirm = async ({ removed }: { removed: readonly string[] }) => {
    shown = removed;
    return false;
  };
  await expect(removeDemo({ root, force: true, confirm })).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
  expect(shown).toEqual(['subgraphs/catalog', 'sdk/catalog', 'tests/the-shop.test.ts']);
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe(FILES['README.md']);
});
