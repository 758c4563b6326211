// Tries what the README promises: `strata remove-demo` leaves a platform that builds, passes its checks and the tests that could tell, and
// starts without the shop. In a copy of the tree, which is gone afterwards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, strata, withCopy, withSystem } from './scratch.ts';

const SHOP = ['catalog', 'inventory', 'orders', 'payments', 'reviews'];

await withCopy(async (copy) => {
  await strata(copy, 'remove-demo', '--yes', '--force');
  const left = SHOP.filter((name) => existsSync(join(copy, 'subgraphs', name)));
  if (left.length > 0) throw new Error(`remove-demo left ${left.join(', ')}`);
  await strata(copy, 'check');
  // The lower packages of basis know of no subgraph, as the import laws see to: `npm test` has tried all of them.
  await strata(copy, 'test', '--testPathIgnorePatterns', 'basis/(contract|core|graph|messaging|network|storage)/tests');
  await withSystem(copy, (url) => ask(url, '{ me { id } }'));
});
