#!/usr/bin/env node
// The launcher: `npm start`, `npm test` and the CLI begin here, on whatever Node (18 or newer) the machine has, before
// anything is installed. It sees to a Node that is new enough and to the dependencies, and hands over to strata.ts.
// What it has to say goes to stderr: stdout belongs to the command. An image built by the Dockerfile holds plain
// JavaScript with everything in place, so there it only hands over.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.js';
import { LauncherError, say } from './preparation.js';

const runtimes = JSON.parse(readFileSync(new URL('runtimes.json', import.meta.url), 'utf8'));
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

async function main() {
  const isSource = existsSync(join(root, 'strata.ts'));
  const node = isSource ? await findNode() : process.execPath;
  if (isSource) await ensureDependencies(root, node);
  handOver(node, isSource ? sourceArguments() : [join(root, 'strata.js')]);
}

async function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  // Loaded only here: on a machine with a good Node, every command would pay for it.
  const { ensureRuntime } = await import('./runtime.js');
  return ensureRuntime(root, runtimes);
}

function isNewEnough(version) {
  const [have, need] = [version, runtimes.minimum].map((each) => each.split('.').map(Number));
  const differing = need.findIndex((part, index) => part !== have[index]);
  return differing === -1 || have[differing] > need[differing];
}

function sourceArguments() {
  // A URL, because --import takes no absolute path on Windows.
  const compiler = new URL('typescript.js', import.meta.url).href;
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', compiler];
  return [...flags, join(root, 'strata.ts')];
}

function handOver(node, entry) {
  const child = spawn(node, [...entry, ...process.argv.slice(2)], { stdio: 'inherit', env: environmentFor(node) });
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself; a second one would tell it to hurry.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  child.on('error', (error) => fail(new LauncherError(`${node} cannot be started (${error.message}).`)));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(each);
    // Ends as the child did, so that a shell or supervisor sees the same. Its number serves where that is not deadly.
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.kill(process.pid, signal);
  });
}

/** What the command starts in its turn (Jest, npm) finds the same Node first. */
function environmentFor(node) {
  if (node === process.execPath) return process.env;
  const name = Object.keys(process.env).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [name]: `${dirname(node)}${delimiter}${process.env[name] ?? ''}` };
}

function fail(error) {
  if (!(error instanceof LauncherError)) throw error;
  say(error.message);
  process.exit(1);
}

main().catch(fail);
