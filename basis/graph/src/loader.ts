import DataLoader from 'dataloader';
import { remember } from './remember.ts';

/** Keys of one batch at most: what one `IN` list or array parameter holds comfortably. */
const MAX_BATCH_SIZE = 5_000;

const loaders = new WeakMap<object, Map<string, unknown>>();

/**
 * The one DataLoader of this request for a key: whatever resolvers ask of it in one turn becomes one batch.
 *
 * @param context the request's context object
 * @param key names what is loaded, arguments included: `Product.reviews:3`
 * @param batch answers a list of keys in their order; a missing one is null, a failed one an Error
 * @example loader(context, 'Product.stock', (ids) => loadStock(context.em, ids)).load(product.id)
 */
export function loader<K, V>(
  context: object,
  key: string,
  batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>,
): DataLoader<K, V> {
  const ofRequest = remember(loaders, context, () => new Map<string, unknown>());
  return remember(ofRequest, key, () => new DataLoader<K, V>(batch, { maxBatchSize: MAX_BATCH_SIZE })) as DataLoader<
    K,
    V
  >;
}
