import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSubgraph } from '../src/new-subgraph/index.ts';
import { namesFor } from '../src/new-subgraph/names.ts';
import { filesFor } from '../src/new-subgraph/templates.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const LISTS = ['subgraphs/index.ts', 'supergraph.yaml', 'docker-compose.yml', 'subgraphs/sso/src/roles.ts'];
let root: string;

// A repository of nothing but the lists, in which no step can succeed: there is no node_modules.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strata-new-'));
  for (const file of [...LISTS, 'package.json']) cpSync(join(REPOSITORY, file), join(root, file));
  for (const file of globSync('basis/*/package.json', { cwd: REPOSITORY }))
    cpSync(join(REPOSITORY, file), join(root, file));
  cpSync(join(REPOSITORY, 'subgraphs/sso/package.json'), join(root, 'subgraphs/sso/package.json'));
  writeFileSync(join(root, 'supergraph.graphql'), 'type Taken @join__type(graph: OTHER) {\n  id: ID!\n}\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const contents = () =>
  Object.fromEntries(globSync('**/*.*', { cwd: root }).map((file) => [file, readFileSync(join(root, file), 'utf8')]));

test('when a step fails, every file is as it was before, and the step says why', async () => {
  const before = contents();
  await expect(newSubgraph({ root, name: 'wishlist' })).rejects.toMatchObject({
    code: 'STEP_FAILED',
    message: expect.stringContaining('biome check failed'),
  });
  expect(contents()).toEqual(before);
  expect(existsSync(join(root, 'subgraphs/wishlist'))).toBe(false);
});

test('what is there already is left alone', async () => {
  mkdirSync(join(root, 'sdk/wishlist'), { recursive: true });
  await expect(newSubgraph({ root, name: 'wishlist' })).rejects.toMatchObject({ code: 'ALREADY_THERE' });
  await expect(newSubgraph({ root, name: 'things', noun: 'taken' })).rejects.toMatchObject({ code: 'TYPE_IS_TAKEN' });
  await expect(newSubgraph({ root, name: '../wishlist' })).rejects.toMatchObject({ code: 'BAD_NAME' });
});

test('a list that is not as expected is named before anything is written', async () => {
  writeFileSync(join(root, 'subgraphs/index.ts'), 'export {};\n');
  const before = contents();
  await expect(newSubgraph({ root, name: 'wishlist' })).rejects.toMatchObject({
    code: 'NO_PLACE',
    message: expect.stringContaining('subgraphs/index.ts'),
  });
  expect(contents()).toEqual(before);
});

test('no placeholder is left in any file, and every version is pinned', () => {
  const packages = ['@strata/basis-core', '@strata/basis-graph', '@mikro-orm/core', 'type-graphql'];
  const names = namesFor('gift-cards');
  expect(() => filesFor(names, {})).toThrow('No package of the workspace pins');
  const pinned = new Proxy<Record<string, string>>({}, { get: (_, name) => `1.0.0-${String(name).length}` });
  const files = filesFor(names, pinned);
  for (const [file, text] of files) expect(`${file}\n${text}`).not.toMatch(/__|"\*"/);
  const { dependencies } = JSON.parse(files.get('subgraphs/gift-cards/package.json') ?? '{}');
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(packages));
});
