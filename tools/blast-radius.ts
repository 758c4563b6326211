// Holds the subgraphs' schemas to the rules that keep one that is down from taking its neighbours' answers with it.
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lintBlastRadius } from '@strata/basis-graph';
import { root, say } from './scratch.ts';

const subgraphs = globSync('sdk/*/generated/schema.graphql', { cwd: root }).map((file) => ({
  name: basename(dirname(dirname(file))),
  sdl: readFileSync(join(root, file), 'utf8'),
}));
if (subgraphs.length === 0) throw new Error('sdk/*/generated has no schema: run npm run generate');
const faults = lintBlastRadius(subgraphs);
for (const fault of faults) say(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
