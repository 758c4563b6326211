import { join } from 'node:path';
import type { Composition } from '@strata/basis-subgraph';
import { runNode } from '../run-node.ts';

/** What Node needs to run this repository's TypeScript as it stands. */
function typescript(root: string): string[] {
  return ['--conditions=source', '--import', join(root, 'basis/cli/bin/typescript.js')];
}

/** `strata test [patterns]`: the whole suite, or what fits. Jest's own options pass through. */
export function test({ root }: Composition, args: readonly string[]): Promise<number> {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  return runNode(
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...typescript(root), jest, ...args],
    { cwd: root },
  );
}

/** `strata check`: types, lint, laws, generated code, composition, migrations. */
export function check({ root }: Composition, args: readonly string[]): Promise<number> {
  return runNode([...typescript(root), join(root, 'tools/check.ts'), ...args], { cwd: root });
}

/** `strata bench [names]`: measures and prints tables. */
export function bench({ root }: Composition, args: readonly string[]): Promise<number> {
  return runNode([...typescript(root), join(root, 'bench/bench.ts'), ...args], { cwd: root });
}

/** `strata chaos [options]`: kills, wipes and stops what carries messages, and counts what was lost or done twice. */
export function chaos({ root }: Composition, args: readonly string[]): Promise<number> {
  return runNode([...typescript(root), join(root, 'tools/chaos.ts'), ...args], { cwd: root });
}
