import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/', import.meta.url));
const folders: string[] = [];

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A checkout with the launcher, one workspace and a strata.ts that says what it was started with. */
export function makeCheckout(): string {
  const root = makeFolder();
  cpSync(BIN, join(root, 'basis/cli/bin'), { recursive: true });
  // The compiler needs the real dependencies: here it only has to be loaded.
  writeFileSync(join(root, 'basis/cli/bin/typescript.js'), 'globalThis.compilerLoaded = true;\n');
  writeJson(join(root, 'basis/cli/package.json'), { name: 'cli', version: '1.0.0', type: 'module' });
  const workspaces = ['basis/*'];
  writeJson(join(root, 'package.json'), { name: 'root', version: '1.0.0', type: 'module', workspaces });
  writeLock(root, '1.0.0');
  writeFileSync(join(root, 'strata.ts'), PROGRAM);
  return root;
}

const PROGRAM = `
const [what, ...rest] = process.argv.slice(2);
if (what === 'exit') process.exit(Number(rest[0]));
if (what === 'die') process.kill(process.pid, rest[0]);
if (what === 'hold') {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => { console.log(signal); process.exit(7); });
  setInterval(() => {}, 60000);
  console.log('ready');
} else {
  const { execPath, version, execArgv, cwd } = process;
  console.log(JSON.stringify({ argv: process.argv.slice(2), execPath, version, execArgv, cwd: cwd(), path: process.env.PATH,
    compilerLoaded: globalThis.compilerLoaded === true }));
}
`;

/** The lockfile of that checkout, with the workspace in some version. */
export function writeLock(root: string, version: string): void {
  const workspaces = ['basis/*'];
  writeJson(join(root, 'basis/cli/package.json'), { name: 'cli', version, type: 'module' });
  writeJson(join(root, 'package-lock.json'), {
    name: 'root',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'root', version: '1.0.0', workspaces },
      'basis/cli': { version },
      'node_modules/cli': { resolved: 'basis/cli', link: true },
    },
  });
}

/** Makes the launcher find the machine's Node too old, and gives it a small package in place of the pinned runtime. */
export function requireOtherRuntime(root: string, options: { integrity?: string; spec?: string } = {}): void {
  const source = makeFolder();
  mkdirSync(join(source, 'bin'));
  writeJson(join(source, 'package.json'), { name: 'pretend-runtime', version: '24.0.0' });
  writeFileSync(join(source, 'bin/node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
  execFileSync('npm', ['pack', '--silent'], { cwd: source, stdio: 'ignore' });
  const archive = join(source, readdirSync(source).find((name) => name.endsWith('.tgz')) ?? '');
  const integrity =
    options.integrity ?? `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  const spec = options.spec ?? `file:${archive}`;
  const packages = { [`${process.platform}-${process.arch}`]: { spec, integrity } };
  writeJson(join(root, 'basis/cli/bin/runtimes.json'), { minimum: '999.0.0', packages });
}

export function launch(root: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return finished(startLauncher(root, args, env));
}

export function startLauncher(root: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const launcher = join(root, 'basis/cli/bin/strata.js');
  return spawn(process.execPath, [launcher, ...args], { cwd: tmpdir(), env: { ...process.env, ...env } });
}

export function finished(child: ChildProcess): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strata-launcher-'));
  folders.push(folder);
  return folder;
}

export function cleanUp(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value, null, 2));
}
