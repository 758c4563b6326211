import type { Composition } from '@strata/basis-subgraph';
import { describeCatalogue, readCatalogue, refuseBreaking } from '../contracts/index.ts';

/**
 * `strata contracts`: every event, entity and task with its version, and who does what with it. Fails when a contract
 * was changed in a way that breaks those who were built with what is locked.
 */
export async function contracts(composition: Composition): Promise<string> {
  const catalogue = await readCatalogue(composition);
  refuseBreaking(catalogue);
  return describeCatalogue(catalogue);
}
