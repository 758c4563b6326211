// Lets Node run this repository's TypeScript as it stands: `node --import ./basis/cli/bin/typescript.js strata.ts`.
// Node strips types by itself, but refuses decorators, which entities and resolvers are made of; so each .ts file
// goes through swc (the compiler that Jest uses too) once, and its output is kept by content. An image built by the
// Dockerfile holds plain JavaScript and does not load this file.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const cacheFolder = join(root, '.cache/typescript');
const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
const salt = JSON.stringify(options) + process.version;
let swc;

mkdirSync(cacheFolder, { recursive: true });
enableCompileCache(join(root, '.cache/v8'));

/** Loaded only when something has to be compiled: a start that finds all of it kept is a tenth of a second quicker. */
function compiler() {
  swc ??= createRequire(import.meta.url)('@swc/core');
  return swc;
}

function compile(file) {
  const source = readFileSync(file, 'utf8');
  const cached = join(cacheFolder, `${createHash('sha256').update(salt).update(file).update(source).digest('hex')}.js`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const { code } = compiler().transformSync(source, { ...options, filename: file, swcrc: false });
    const draft = `${cached}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, cached);
    return code;
  }
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !/\.ts(\?|$)/.test(url)) return nextLoad(url, context);
    return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
  },
});
