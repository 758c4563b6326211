// A Node that is new enough: the machine's own, or the pinned one from npm, fetched once into .runtime.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError, npm, once, run, say } from './preparation.js';

/** The path of the pinned Node, which is fetched if it is not there yet. */
export async function ensureRuntime(root, { minimum, packages }) {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = packages[platform];
  if (pinned === undefined) {
    throw new LauncherError(
      `this is Node ${process.versions.node}, Strata needs ${minimum} or newer, and npm has none for ${platform}. Install Node 24 from https://nodejs.org and start again.`,
    );
  }
  const folder = join(root, '.runtime', pinned.spec.replace(/[^\w.-]+/g, '-'));
  const node = join(folder, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  await once(
    root,
    () => existsSync(node),
    () => fetchRuntime(root, pinned, folder, minimum),
  );
  return node;
}

async function fetchRuntime(root, { spec, integrity }, folder, minimum) {
  say(
    `this is Node ${process.versions.node} and Strata needs ${minimum} or newer: fetching ${spec} from npm, once, into .runtime`,
  );
  const draft = mkdtempSync(join(root, '.runtime/fetching-'));
  try {
    const pack = ['pack', spec, '--pack-destination', draft, '--ignore-scripts', '--loglevel=error'];
    // Started elsewhere, since inside the repository npm would take a workspace setting for itself.
    await npm(process.execPath, pack, { cwd: draft });
    const archive = readdirSync(draft).find((name) => name.endsWith('.tgz')) ?? '';
    refuseOther(join(draft, archive), spec, integrity);
    await unpack(draft, archive);
    await tryOut(join(draft, 'package/bin/node'), spec);
    renameSync(join(draft, 'package'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function refuseOther(archive, spec, integrity) {
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found === integrity) return;
  throw new LauncherError(
    `what npm delivered as ${spec} is not what Strata was tested with (its sha512 differs), and is not used. Check npm's registry setting, or install Node 24 from https://nodejs.org.`,
  );
}

async function unpack(draft, archive) {
  // Headers and documentation, a third of the whole, stay packed.
  const { code, output } = await run('tar', ['-xzf', archive, 'package/bin', 'package/package.json'], { cwd: draft });
  if (code === 0) return;
  throw new LauncherError(`the runtime cannot be unpacked: tar says ${output.trim().split('\n').pop() || code}.`);
}

async function tryOut(node, spec) {
  const { code } = await run(node, ['--version'], {});
  if (code === 0) return;
  throw new LauncherError(
    `${spec} does not run on this machine. Install Node 24 from https://nodejs.org and start again.`,
  );
}
