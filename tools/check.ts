import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * What `npm run check` holds. `npm run check -- 'import laws'` runs the steps that are named; `npm run check -- --slow`
 * those that try whole promises of the README in copies of the tree, as .ci/run does.
 */
interface Step {
  name: string;
  /** What to run with this Node, from the root of the repository. */
  args: readonly string[];
  /** Takes minutes, so it runs only by name or with `--slow`. */
  slow?: boolean;
}

const root = resolve(import.meta.dirname, '..');
const bin = (path: string) => join(root, 'node_modules', path);
const strata = (...args: string[]) => [join(root, 'basis/cli/bin/strata.js'), ...args];
const source = ['--conditions=source', '--import', join(root, 'basis/cli/bin/typescript.js')];

/** Where the steps of the Dockerfile leave what would be in the image. */
const image = join(root, '.cache/image');
const LAWFUL_FOLDERS = ['strata.ts', 'basis', 'sdk', 'subgraphs', 'gateway', 'tests', 'tools'].filter((name) =>
  existsSync(join(root, name)),
);

const steps: readonly Step[] = [
  { name: 'types', args: [bin('typescript/bin/tsc'), '--project', root] },
  { name: 'lint and format', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  {
    name: 'import laws',
    args: [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--output-type', 'err-long', ...LAWFUL_FOLDERS],
  },
  { name: 'house rules', args: [...source, join(root, 'tools/house-rules.ts')] },
  { name: 'unused code and dependencies', args: [bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'] },
  { name: 'contracts', args: strata('contracts') },
  { name: 'generated code is up to date', args: strata('generate', '--check') },
  { name: 'composition', args: strata('compose', '--check') },
  { name: 'blast radius', args: [...source, join(root, 'tools/blast-radius.ts')] },
  { name: 'migrations', args: strata('migrate', 'check') },
  { name: 'a new subgraph', args: [...source, join(root, 'tools/try-new-subgraph.ts')], slow: true },
  { name: 'the platform without the demo', args: [...source, join(root, 'tools/try-remove-demo.ts')], slow: true },
  { name: 'the steps of the Dockerfile', args: [...source, join(root, 'tools/try-dockerfile.ts'), image], slow: true },
  { name: 'the services of Compose', args: [...source, join(root, 'tools/try-compose.ts'), image], slow: true },
];

/** One runs after the other: two cores are no reason to make a failure hard to read. */
async function check(chosen: readonly Step[]): Promise<number> {
  let failures = 0;
  for (const step of chosen) {
    const begun = performance.now();
    const { code, output } = await run(step);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(
      `${code === 0 ? '✓' : '✗'} ${step.name.padEnd(32)} ${code === 0 ? 'ok    ' : 'failed'} ${seconds.padStart(6)} s`,
    );
    if (code === 0) continue;
    failures += 1;
    say(indent(output.trim()));
  }
  if (failures > 0) say(`${failures} of ${chosen.length} checks failed`);
  return failures > 0 ? 1 : 0;
}

/** @throws Error when a name is not that of a step */
function choose(names: readonly string[]): readonly Step[] {
  if (names.length === 0) return steps.filter(({ slow }) => !slow);
  if (names.includes('--slow')) return steps.filter(({ slow }) => slow);
  return names.map((name) => {
    const step = steps.find((candidate) => candidate.name === name);
    if (step) return step;
    throw new Error(`There is no check ${name}. There are: ${steps.map((candidate) => candidate.name).join(', ')}.`);
  });
}

async function run({ args }: Step): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await check(choose(process.argv.slice(2)));
