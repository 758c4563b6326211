import { execFileSync } from 'node:child_process';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, launch, makeCheckout, writeJson, writeLock } from './launcher-support.ts';

const FIRST = 'strata: installing the dependencies (npm ci)\n';
const AGAIN = 'strata: package-lock.json changed: installing the dependencies (npm ci)\n';

afterAll(cleanUp);

test('the dependencies are installed once, and again when the lockfile has changed', async () => {
  const root = makeCheckout();
  expect(await launch(root)).toMatchObject({ code: 0, stderr: FIRST });
  expect(await launch(root)).toMatchObject({ code: 0, stderr: '' });
  writeLock(root, '1.0.1');
  expect(await launch(root)).toMatchObject({ code: 0, stderr: AGAIN });
  expect(await launch(root)).toMatchObject({ code: 0, stderr: '' });
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(await launch(root)).toMatchObject({ code: 0, stderr: FIRST });
});

test('what npm itself has installed, or a lockfile that was only touched, is not installed again', async () => {
  const root = makeCheckout();
  execFileSync('npm', ['ci', '--silent'], { cwd: root });
  expect(await launch(root)).toMatchObject({ code: 0, stderr: '' });
  utimesSync(join(root, 'package-lock.json'), 1, 1);
  expect(await launch(root)).toMatchObject({ code: 0, stderr: '' });
});

test('two launches at the same moment install once, and both go on', async () => {
  const root = makeCheckout();
  const both = await Promise.all([launch(root), launch(root)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ stderr }) => stderr).join('')).toBe(FIRST);
});

test('an install that a killed launch left locked goes on', async () => {
  const root = makeCheckout();
  execFileSync('mkdir', ['-p', join(root, '.runtime')]);
  writeFileSync(join(root, '.runtime/launcher.lock'), '4194303');
  expect(await launch(root)).toMatchObject({ code: 0, stderr: FIRST });
});

test('a failure shows what npm said, ends in one clear line, and the next start tries again', async () => {
  const root = makeCheckout();
  writeFileSync(join(root, 'package-lock.json'), '{}');
  const { code, stdout, stderr } = await launch(root);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('npm error code EUSAGE');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('strata: npm ci failed (exit code 1); what it said is above.');
  writeLock(root, '1.0.0');
  expect(await launch(root)).toMatchObject({ code: 0 });
});

test('without a network it says so, in one line', async () => {
  const root = makeCheckout();
  const lock = {
    ...{ name: 'root', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: {
      '': { name: 'root', version: '1.0.0', dependencies: { yaml: '2.9.1' } },
      'node_modules/yaml': { version: '2.9.1' },
    },
  };
  writeJson(join(root, 'package.json'), { name: 'root', version: '1.0.0', dependencies: { yaml: '2.9.1' } });
  writeJson(join(root, 'package-lock.json'), lock);
  const offline = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_cache: root };
  const { code, stderr } = await launch(root, [], offline);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `${FIRST}strata: npm ci cannot reach the npm registry. Check the network, the proxy, or npm's registry setting.\n`,
  );
});

test('a checkout without a lockfile is told to be incomplete', async () => {
  const root = makeCheckout();
  rmSync(join(root, 'package-lock.json'));
  const { code, stderr } = await launch(root);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'strata: package-lock.json is missing: this checkout is not complete.\n',
  });
});
