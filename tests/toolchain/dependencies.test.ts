import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { missingPlatformPackages } from '../../tools/complete-lockfile.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
interface Locked {
  version?: string;
  resolved?: string;
  link?: boolean;
  license?: string;
}

const manifests: Manifest[] = [
  'package.json',
  ...globSync('{basis,sdk,subgraphs}/*/package.json', { cwd: root }),
  'gateway/package.json',
].map(read);
const wanted = manifests.flatMap((manifest) =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(([name, version]) => ({
    by: manifest.name,
    name,
    version,
  })),
);
const locked: [string, Locked][] = Object.entries(read('package-lock.json').packages);

function versionsByName(entries: readonly { name: string; version: string }[]): Record<string, string[]> {
  const versions: Record<string, Set<string>> = {};
  for (const { name, version } of entries) versions[name] = (versions[name] ?? new Set()).add(version);
  return Object.fromEntries(Object.entries(versions).map(([name, set]) => [name, [...set]]));
}

test('each dependency names one exact version', () => {
  expect(wanted.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('all packages want the same version of a dependency', () => {
  const several = Object.entries(versionsByName(wanted)).filter(([, versions]) => versions.length > 1);
  expect(Object.fromEntries(several)).toEqual({});
});

test('every part of MikroORM has the same version', () => {
  const parts = wanted.filter(({ name }) => name.startsWith('@mikro-orm/'));
  expect(new Set(parts.map(({ version }) => version)).size).toBe(1);
});

test('there is one copy of graphql, or its classes would not know each other', () => {
  expect(locked.filter(([path]) => /(^|\/)node_modules\/graphql$/.test(path)).map(([path]) => path)).toEqual([
    'node_modules/graphql',
  ]);
});

test('the lockfile has every workspace and names no registry', () => {
  const links = locked.filter(([, { link }]) => link).map(([path]) => path.replace('node_modules/', ''));
  expect(links.sort()).toEqual(
    manifests
      .slice(1)
      .map(({ name }) => name)
      .sort(),
  );
  expect(locked.filter(([, { resolved = '', link }]) => !link && /^\w+:\/\//.test(resolved))).toEqual([]);
});

test('the lockfile has every platform’s packages, or npm ci would refuse it: node tools/complete-lockfile.ts', () => {
  expect(missingPlatformPackages(read('package-lock.json'))).toEqual({});
});

test('a platform package that is missing is found, with the platform that it is for', () => {
  const optionalDependencies = { '@a/b-linux-arm64-musl': '1.0.0', '@a/b-win32-x64-msvc': '1.0.0', there: '1.0.0' };
  const packages = {
    'node_modules/b': { version: '1.0.0', optionalDependencies },
    'node_modules/b/node_modules/there': {},
  };
  expect(missingPlatformPackages({ packages })).toEqual({
    'node_modules/@a/b-linux-arm64-musl': {
      version: '1.0.0',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      optional: true,
    },
    'node_modules/@a/b-win32-x64-msvc': { version: '1.0.0', os: ['win32'], cpu: ['x64'], optional: true },
  });
});

test('LICENSE names every dependency that is not under a permissive licence', () => {
  const permissive = /\b(MIT|ISC|0?BSD(-\d-Clause)?|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense)\b/;
  const others = locked.filter(([, { license, link }]) => license && !link && !permissive.test(license));
  const names = others.map(([path]) => path.replace(/^.*node_modules\//, ''));
  const text = readFileSync(join(root, 'LICENSE'), 'utf8');
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
