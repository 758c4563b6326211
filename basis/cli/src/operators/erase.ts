import { BadUserInputError } from '@strata/basis-core';
import type { ErasureResult } from '@strata/basis-messaging';
import type { Operations } from '@strata/basis-subgraph';
import type { Answer } from './answer.ts';
import { whoAmI } from './operations.ts';
import { table } from './table.ts';

/**
 * `strata erase`: what messages, copies, dead letters and tasks still say of something is taken out of all services.
 * Its owner comes first, so that no old message is sent again after the copies are gone.
 *
 * @throws StrataError `NO_SUCH_SERVICE` for an owner that is not there; `SUBGRAPH_UNAVAILABLE` when one does not answer:
 *   then it is to be repeated
 */
export async function erase(operations: Operations, entity: string, id: string): Promise<Answer> {
  const [owner = ''] = entity.split('.');
  if (!operations.services.includes(owner)) {
    throw new BadUserInputError(`${entity} belongs to none of these services: ${operations.services.join(', ')}.`);
  }
  const ask = async (service: string, version: number | null) => {
    const body = { entity, id, version, who: whoAmI() };
    const result = await operations.call<ErasureResult>(service, { method: 'POST', path: '/erase', body });
    return { service, ...result };
  };
  const first = await ask(owner, null);
  const others = operations.services.filter((service) => service !== owner);
  const erased = [first, ...(await Promise.all(others.map((service) => ask(service, first.version))))];
  const text = table(erased, [
    { head: 'SERVICE', of: ({ service }) => service },
    { head: 'MESSAGES', of: ({ messages }) => messages },
    { head: 'COPIES', of: ({ rows }) => rows },
    { head: 'DEAD LETTERS', of: ({ letters }) => letters },
    { head: 'TASKS', of: ({ tasks }) => tasks },
  ]);
  return { json: { erased }, text };
}
