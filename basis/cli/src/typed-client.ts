import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { StrataError } from '@strata/basis-core';
import { parse, printSchema } from 'graphql';

const run = promisify(execFile);

/** What our scalars are in TypeScript: on the wire they are strings, but for `JSON`. */
const SCALARS = ['Decimal:string', 'DateTime:string', 'CurrencyCode:string', 'JSON:unknown', 'Any:unknown'];

/** genql repeats its runtime in each client; ours share one. */
const RUNTIME = '@strata/basis-contract/client';

/** The client of one subgraph that genql makes of its schema: the text of each file, by its path. */
export async function clientFiles(root: string, name: string, sdl: string): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-client-'));
  try {
    await runGenql(folder, sdl);
    const own = readdirSync(join(folder, 'client')).filter((file) => file.endsWith('.ts'));
    const generated = own.map((file) => [join(root, 'sdk', name, 'generated', file), sourceOf(folder, file)] as const);
    const runtime = readdirSync(join(folder, 'client/runtime')).map(
      (file) => [join(root, 'basis/contract/generated/client', file), sourceOf(folder, join('runtime', file))] as const,
    );
    return new Map([...generated, ...runtime]);
  } catch (error) {
    throw new StrataError('GENERATION_FAILED', `The client of ${name} could not be generated.`, 500, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runGenql(folder: string, sdl: string): Promise<void> {
  const schema = join(folder, 'schema.graphql');
  writeFileSync(schema, printSchema(buildSubgraphSchema(parse(sdl))));
  const cli = join(dirname(createRequire(import.meta.url).resolve('@genql/cli/package.json')), 'dist/cli.js');
  const scalars = SCALARS.flatMap((scalar) => ['--scalar', scalar]);
  await run(process.execPath, [cli, '--schema', schema, '--output', join(folder, 'client'), ...scalars]);
}

/** A generated file with imports that Node resolves: with extensions, and the runtime from where it is shared. */
function sourceOf(folder: string, file: string): string {
  return readFileSync(join(folder, 'client', file), 'utf8')
    .replace(/(from\s+)'\.\/runtime'/g, `$1'${RUNTIME}'`)
    .replace(/(from\s+)'(\.\/[A-Za-z]+)'/g, "$1'$2.ts'");
}
