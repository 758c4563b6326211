import { StrataError } from '@strata/basis-core';

/** More pieces were asked for than there are. `details` says of what, and how many there are. */
export class OutOfStockError extends StrataError {
  constructor(productId: string, available: number) {
    super('OUT_OF_STOCK', `There are only ${available} pieces of this product.`, 409, {
      details: { productId, available },
    });
  }
}
