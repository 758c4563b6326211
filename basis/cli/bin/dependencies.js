// The dependencies, as the lockfile names them: installed when it has changed, and not otherwise.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
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

function stampOf(root) {
  const lock = textOf(join(root, 'package-lock.json'));
  if (lock === undefined) throw new LauncherError('package-lock.json is missing: this checkout is not complete.');
  return `${process.platform}-${process.arch} ${createHash('sha256').update(lock).digest('hex')}`;
}

async function install(root, node) {
  const isFirst = textOf(join(root, 'node_modules/.package-lock.json')) === undefined;
  say(
    isFirst
      ? 'installing the dependencies (npm ci)'
      : 'package-lock.json changed: installing the dependencies (npm ci)',
  );
  await npm(node, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
}

/** Whether somebody has installed just this already, with npm itself: npm leaves a list of what it put where. */
function isInstalled(root) {
  try {
    const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
      (name) => JSON.parse(readFileSync(join(root, name), 'utf8')).packages,
    );
    return Object.entries(wanted)
      .filter(([path]) => path.includes('node_modules/'))
      .every(([path, entry]) => isSame(entry, present[path]));
  } catch {
    return false;
  }
}

function isSame(wanted, present) {
  // Optional packages are other platforms' too.
  if (present === undefined) return wanted.optional === true;
  return ['version', 'integrity', 'link'].every((key) => wanted[key] === present[key]);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
