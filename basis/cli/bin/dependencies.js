// The dependencies, as the lockfile names them: installed when it has changed, and not otherwise.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError, npm, once, say } from './preparation.js';

const STAMP_FILE = 'node_modules/.strata-lock';

/** Sees to it that node_modules holds what package-lock.json says. */
export async function ensureDependencies(root, node) {
  const stamp = stampOf(root);
  await once(
    root,
    () => textOf(join(root, STAMP_FILE)) === stamp,
    async () => {
      if (!isInstalled(root)) await install(root, node);
      writeFileSync(join(root, STAMP_FILE), stamp);
    },
  );
}

// Time and size tell that nothing happened since the last look, at no cost. Content decides what is to be done.
function stampOf(root) {
  const lock = statSync(join(root, 'package-lock.json'), { throwIfNoEntry: false });
  if (lock === undefined) throw new LauncherError('package-lock.json is missing: this checkout is not complete.');
  return `${process.platform}-${process.arch} ${lock.mtimeMs} ${lock.size}`;
}

async function install(root, node) {
  const isFirst = textOf(join(root, 'node_modules/.package-lock.json')) === undefined;
  say(`${isFirst ? '' : 'package-lock.json changed: '}installing the dependencies (npm ci)`);
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  await npm(node, ['ci', '--ignore-scripts', '--prefer-offline', ...quietly], { cwd: root });
}

/** Whether just this is installed, by us or with npm itself: npm leaves a list of what it put where, lock-like. */
function isInstalled(root) {
  try {
    const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
      (name) => JSON.parse(readFileSync(join(root, name), 'utf8')).packages,
    );
    return Object.entries(wanted).every(([path, entry]) => path === '' || isSame(entry, present[path]));
  } catch {
    return false;
  }
}

function isSame(wanted, present) {
  // Optional packages are other platforms' too.
  if (present === undefined) return wanted.optional === true;
  return JSON.stringify(wanted) === JSON.stringify(present);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
