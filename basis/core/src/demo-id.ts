import { v5 } from 'uuid';

const DEMO_NAMESPACE = '5c1f6d8e-3a47-5b92-9e0d-7a64c2b8f013';

/**
 * The id of a demonstration row: a UUIDv5 of its kind and natural key. Services seed their rows on their own, and
 * still agree on each other's ids; a link to a demo product stays good when the data is seeded anew.
 *
 * @param kind what the row is, in the singular: `product`, `category`, `user`, `order`, `review`
 * @param key what tells it from others of its kind, and never changes: a SKU, a slug, an e-mail address
 * @example demoId('product', 'KIT-0012') // the same UUID in every service, on every machine
 */
export function demoId(kind: string, key: string): string {
  return v5(`${kind}:${key}`, DEMO_NAMESPACE);
}
