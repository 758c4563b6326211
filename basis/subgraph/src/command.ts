import type { Command, Unit } from '@strata/basis-messaging';

export type { Command, Unit } from '@strata/basis-messaging';

/**
 * Declares a command: one file, one transaction. When the body throws, nothing of it is kept. A deadlock or a
 * serialization failure starts it over on fresh data, so the body does nothing that cannot be undone by a rollback.
 *
 * @example export const addWish = command(async ({ em, viewer, emit }, { productId }: AddWishInput) => {
 *   const wish = Wish.of(viewer.id, productId);
 *   em.persist(wish);
 *   emit(ProductWished(wish, { productId }));
 *   return { wish };
 * });
 */
export function command<Input, Output>(execute: (unit: Unit, input: Input) => Promise<Output>): Command<Input, Output> {
  return { execute };
}
