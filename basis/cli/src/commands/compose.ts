import { existsSync, readFileSync } from 'node:fs';
import { StrataError } from '@strata/basis-core';
import type { Composition } from '@strata/basis-subgraph';
import { composeSupergraph, shown, supergraphFile, writeIfChanged } from '../system-files.ts';

/** `strata compose`: supergraph.yaml → supergraph.graphql. With `check`, only says whether the file is up to date. */
export async function compose(composition: Composition, { check }: { check: boolean }): Promise<string> {
  const supergraph = await composeSupergraph(composition);
  const file = supergraphFile(composition.root);
  const name = shown(composition.root, file);
  if (!check) return writeIfChanged(file, supergraph) ? `${name} written` : `${name} is up to date`;
  if (existsSync(file) && readFileSync(file, 'utf8') === supergraph) return `${name} is up to date`;
  throw new StrataError(
    'STALE_SUPERGRAPH',
    `${name} is not what supergraph.yaml composes to: run npm run generate.`,
    500,
  );
}
