// What both steps of the launcher's preparation need: to speak, to run npm, and to do a thing once though many launch.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const POLL_MS = 100;
/** A lock older than this is a dead process's whose id was given away again. */
const MAX_LOCK_AGE_MS = 15 * 60_000;
const MAX_OUTPUT_LINES = 25;
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/;

/** Something that a person must mend: its message is one line for them. */
export class LauncherError extends Error {}

export function say(line) {
  process.stderr.write(`strata: ${line}\n`);
}

/** Does the work unless `isDone`, one process at a time: the others wait, and find it done. */
export async function once(root, isDone, work) {
  if (isDone()) return;
  const lock = join(root, '.runtime/launcher.lock');
  try {
    mkdirSync(dirname(lock), { recursive: true });
    while (!taken(lock)) {
      if (isStale(lock)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch (error) {
    throw new LauncherError(
      `${dirname(lock)} cannot be written (${error.code}). Give this user the right to, or free space.`,
    );
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    if (!isDone()) await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** Runs npm, quietly. Rejects with one line, after what npm said, unless it only could not reach the registry. */
export async function npm(node, args, options) {
  const { code, output } = await run(node, [npmProgram(), ...args], options);
  if (code === 0) return output;
  const command = `npm ${args[0]}`;
  if (OFFLINE.test(output)) {
    throw new LauncherError(
      `${command} cannot reach the npm registry. Check the network, the proxy, or npm's registry setting.`,
    );
  }
  // What went wrong stands first; npm adds its manual.
  process.stderr.write(`${output.trim().split('\n').slice(0, MAX_OUTPUT_LINES).join('\n')}\n`);
  throw new LauncherError(`${command} failed (exit code ${code}); what it said is above.`);
}

/** Runs a program to its end. Resolves with its exit code, and all that it said. */
export function run(program, args, options) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: error.code, output }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

/** npm's program file: the npm that started us, else the one beside our Node, else the first on the PATH. */
function npmProgram() {
  const execPath = process.env.npm_execpath ?? '';
  const beside = dirname(process.execPath);
  const candidates = [
    ...(/npm-cli\.js$|npx-cli\.js$/.test(execPath) ? [execPath.replace(/npx-cli\.js$/, 'npm-cli.js')] : []),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ];
  const found = candidates.find((each) => existsSync(each));
  if (found !== undefined) return realpathSync(found);
  throw new LauncherError('npm is not there. Install it (it comes with Node: https://nodejs.org), and start again.');
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > MAX_LOCK_AGE_MS) return true;
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
