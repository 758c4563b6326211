// Tries what the README promises: `strata remove-demo` leaves a platform that builds, passes its checks and tests, and
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
  // Those of the embedded PostgreSQL take a minute, and nothing that they look at knows of the shop.
  await strata(copy, 'test', '--testPathIgnorePatterns', 'basis/storage/tests/embedded');
  await withSystem(copy, (url) => ask(url, '{ me { id } }'));
});
