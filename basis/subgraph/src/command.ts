import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Logger, Viewer } from '@strata/basis-core';

/** What a command works with: one transaction, and on whose behalf. */
export interface CommandUnit {
  /** The transaction's EntityManager; what it holds at the end is flushed and committed. */
  em: SqlEntityManager;
  viewer: Viewer;
  /** The moment of the command: the same for everything that it writes. */
  now: Date;
  requestId: string;
  logger: Logger;
}

/** One change of a domain, carried out in one transaction. */
export interface Command<Input, Output> {
  execute(unit: CommandUnit, input: Input): Promise<Output>;
}

/**
 * Declares a command: one file, one transaction. When the body throws, nothing of it is kept. A deadlock or a
 * serialization failure starts it over on fresh data, so the body does nothing that cannot be undone by a rollback.
 *
 * @example export const addWish = command(async ({ em, viewer }, { productId }: AddWishInput) => {
 *   const wish = Wish.of(viewer.id, productId);
 *   em.persist(wish);
 *   return { wish };
 * });
 */
export function command<Input, Output>(
  execute: (unit: CommandUnit, input: Input) => Promise<Output>,
): Command<Input, Output> {
  return { execute };
}
