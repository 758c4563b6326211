import { existsSync, readFileSync } from 'node:fs';
import { StrataError } from '@strata/basis-core';
import type { Composition } from '@strata/basis-subgraph';
import { asyncApiOf, lockTexts, readCatalogue, refuseBreaking } from '../contracts/index.ts';
import {
  asyncApiFile,
  composeSupergraph,
  schemaFile,
  schemasOf,
  shown,
  supergraphFile,
  writeIfChanged,
} from '../system-files.ts';
import { clientFiles } from '../typed-client.ts';

/**
 * `strata generate`: each subgraph's schema and typed client in sdk/<name>/generated, the locks of the contracts, the
 * AsyncAPI document and the supergraph. With `check`, writes nothing and refuses what is stale.
 */
export async function generate(composition: Composition, { check }: { check: boolean }): Promise<string> {
  const { root } = composition;
  const schemas = await schemasOf(composition.subgraphs);
  const wanted = new Map(schemas.map(({ name, sdl }) => [schemaFile(root, name), sdl]));
  if (check) refuseStale(root, wanted);
  else for (const [file, content] of wanted) writeIfChanged(file, content);
  const derived = new Map([[supergraphFile(root), await composeSupergraph(composition)]]);
  for (const [file, content] of await contractFiles(composition)) derived.set(file, content);
  for (const { name, sdl } of schemas) {
    for (const [file, content] of await clientFiles(root, name, sdl)) derived.set(file, content);
  }
  if (check) {
    refuseStale(root, derived);
    return `${wanted.size + derived.size} generated files are up to date`;
  }
  const written = [...derived].filter(([file, content]) => writeIfChanged(file, content)).length;
  return `${wanted.size + derived.size} generated files, ${written} of them changed`;
}

async function contractFiles(composition: Composition): Promise<Map<string, string>> {
  const catalogue = await readCatalogue(composition);
  refuseBreaking(catalogue);
  const document = JSON.stringify(asyncApiOf(catalogue, { title: 'Messages of the system' }), null, 2);
  return lockTexts(composition.root, catalogue).set(asyncApiFile(composition.root), `${document}\n`);
}

function refuseStale(root: string, wanted: ReadonlyMap<string, string>): void {
  const stale = [...wanted].filter(([file, content]) => !existsSync(file) || readFileSync(file, 'utf8') !== content);
  if (stale.length === 0) return;
  const files = stale.map(([file]) => `  ${shown(root, file)}`).join('\n');
  throw new StrataError(
    'STALE_GENERATED',
    `Generated files are not what their sources say: run npm run generate.\n${files}`,
    500,
  );
}
