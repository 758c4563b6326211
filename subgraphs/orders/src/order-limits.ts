/** Lines of one order at most. */
export const MAX_LINES = 100;
/** Pieces of one product in an order at most. */
export const MAX_QUANTITY = 1_000;
