import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanUp, launch, makeCheckout, makeFolder, requireOtherRuntime, writeJson } from './launcher-support.ts';

const runtimesFile = fileURLToPath(new URL('../bin/runtimes.json', import.meta.url));

afterAll(cleanUp);

test('a Node that is too old fetches the runtime once, says so in one line, and the command runs on it', async () => {
  const root = makeCheckout();
  requireOtherRuntime(root);
  const first = await launch(root);
  expect(first.stderr).toMatch(
    /^strata: this is Node [\d.]+ and Strata needs 999\.0\.0 or newer: fetching file:\S+ from npm, once, into \.runtime\nstrata: installing the dependencies \(npm ci\)\n$/,
  );
  const [runtime = ''] = readdirSync(join(root, '.runtime'));
  expect((JSON.parse(first.stdout) as { path: string }).path.split(':')[0]).toBe(
    dirname(join(root, '.runtime', runtime, 'bin/node')),
  );
  expect(await launch(root)).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(join(root, '.runtime'))).toEqual([runtime]);
});

test('two launches at the same moment fetch it once, and both go on', async () => {
  const root = makeCheckout();
  requireOtherRuntime(root);
  const both = await Promise.all([launch(root), launch(root)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(
    both
      .map(({ stderr }) => stderr)
      .join('')
      .match(/fetching/g),
  ).toHaveLength(1);
});

test('a runtime that is not the pinned one is refused, and nothing of it stays', async () => {
  const root = makeCheckout();
  requireOtherRuntime(root, { integrity: 'sha512-of-another' });
  const { code, stdout, stderr } = await launch(root);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('(its sha512 differs), and is not used. Check npm');
  expect(readdirSync(join(root, '.runtime'))).toEqual([]);
});

test('a platform that npm has no runtime for is told what to install', async () => {
  const root = makeCheckout();
  writeJson(join(root, 'basis/cli/bin/runtimes.json'), { minimum: '999.0.0', packages: {} });
  const { code, stderr } = await launch(root);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `strata: this is Node ${process.versions.node}, Strata needs 999.0.0 or newer, and npm has none for ${process.platform}-${process.arch}. Install Node 24 from https://nodejs.org and start again.\n`,
  );
});

test('without a network it says so, in one line', async () => {
  const root = makeCheckout();
  requireOtherRuntime(root, { spec: 'yaml@2.9.1' });
  const offline = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
  const { code, stderr } = await launch(root, [], { ...offline, npm_config_cache: makeFolder() });
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n').slice(1)).toEqual([
    "strata: npm pack cannot reach the npm registry. Check the network, the proxy, or npm's registry setting.",
  ]);
});

test('the pinned runtime of this platform is what npm delivers, and runs', async () => {
  const root = makeCheckout();
  const { packages } = JSON.parse(readFileSync(runtimesFile, 'utf8')) as { packages: Record<string, { spec: string }> };
  writeJson(join(root, 'basis/cli/bin/runtimes.json'), { minimum: '999.0.0', packages });
  const pinned = packages[`${process.platform}-${process.arch}`]?.spec ?? '';
  const { stdout } = await launch(root);
  const { version, execPath } = JSON.parse(stdout) as { version: string; execPath: string };
  expect(`v${pinned.split('@')[1]}`).toBe(version);
  expect(existsSync(execPath) && execPath.startsWith(join(root, '.runtime'))).toBe(true);
}, 120_000);
