// demo

import { cp, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@strata/basis-testing';
import { type ServiceStatus, statusOf } from './data-dir.ts';
import { createStage, eventually, postgresPid, type Running } from './running-system.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const COPIED = [
  'basis',
  'gateway',
  'sdk',
  'subgraphs',
  'strata.ts',
  'package.json',
  'supergraph.graphql',
  'supergraph.yaml',
  '.swcrc',
];

/** A repository that can be edited. Of its packages, the workspace's are copies; all others stay where they are. */
async function copyRepository(to: string): Promise<void> {
  await Promise.all(COPIED.map((path) => cp(join(REPOSITORY, path), join(to, path), { recursive: true })));
  await mkdir(join(to, 'node_modules/@strata'), { recursive: true });
  const modules = join(REPOSITORY, 'node_modules');
  for (const name of await readdir(modules)) {
    if (name !== '@strata') await symlink(join(modules, name), join(to, 'node_modules', name));
  }
  for (const name of await readdir(join(modules, '@strata'))) {
    await symlink(await readlink(join(modules, '@strata', name)), join(to, 'node_modules/@strata', name));
  }
}

const folders = createStage();
let stage: ReturnType<typeof createStage>;
let root: string;
let dataDir: string;
let system: Running;
beforeAll(async () => {
  root = await folders.folder();
  await copyRepository(root);
  const compiler = join(root, 'basis/cli/bin/typescript.js');
  stage = createStage(['--conditions=source', '--import', compiler, join(root, 'strata.ts')]);
  dataDir = await stage.folder();
  system = await stage.start(['--watch', '--port', String(await freePort()), '--data-dir', dataDir]);
});
afterAll(async () => {
  await stage.clear();
  await folders.clear();
});

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(root, file);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

async function services(): Promise<Map<string, ServiceStatus>> {
  return new Map((await statusOf(dataDir)).services.map((service) => [service.name, service]));
}

const RESOLVER = 'subgraphs/catalog/src/category.resolver.ts';

async function firstCategory(): Promise<string | undefined> {
  const { data } = await system.ask('{ categories { name } }');
  return data?.categories?.[0]?.name;
}

test('an edit of a resolver is answered by a new process of that service; all others stay as they are', async () => {
  const [before, postgres, first] = [await services(), postgresPid(dataDir), await firstCategory()];
  await edit(RESOLVER, (text) => text.replace("name: 'asc'", "name: 'desc'"));
  await eventually('the last comes first', async () => ![undefined, first].includes(await firstCategory()));
  const after = await services();
  const changed = [...after.values()].filter(({ name, pid }) => pid !== before.get(name)?.pid);
  expect(changed.map(({ name }) => name)).toEqual(['catalog']);
  expect(postgresPid(dataDir)).toBe(postgres);
});

test('an edit of the schema is composed, and served by the gateway as it runs', async () => {
  const before = await services();
  const field = "@Public()\n  @Query(() => String)\n  greeting(): string {\n    return 'hello';\n  }\n\n  @Public()";
  await edit(RESOLVER, (text) => text.replace('@Public()', field));
  const greeting = async () => (await system.ask('{ greeting }')).data?.greeting;
  expect(await eventually('the new field is served', greeting)).toBe('hello');
  expect(await readFile(join(root, 'supergraph.graphql'), 'utf8')).toContain('greeting');
  expect((await services()).get('gateway')?.pid).toBe(before.get('gateway')?.pid);
});

test('an edit that does not compile takes its service down alone, and the next edit brings it back', async () => {
  await edit(RESOLVER, (text) => `${text}\n)`);
  await eventually('catalog is down', async () => (await services()).get('catalog')?.state === 'waiting');
  expect((await system.ask('{ me { id } }')).data).toEqual({ me: null });
  await edit(RESOLVER, (text) => text.replace(/\n\)$/, ''));
  expect(await eventually('catalog answers', firstCategory)).toEqual(expect.any(String));
});
