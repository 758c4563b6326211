import { createHash } from 'node:crypto';
import type { Grant, Policy } from '@strata/basis-core';

/**
 * The name of a policy: the SHA-256 (hex) of its grants as canonical JSON (keys sorted, nothing undefined). Whoever
 * makes a policy and whoever receives one compute it with this function.
 *
 * @example hashPolicy([{ permission: 'orders:read' }]) // '9a1c…'
 */
export function hashPolicy(grants: readonly Grant[]): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(grants)))
    .digest('hex');
}

/** The policy that grants nothing. Known to every verifier, so that it need not be fetched from anywhere. */
export const EMPTY_POLICY: Policy = Object.freeze({ hash: hashPolicy([]), grants: Object.freeze([]) });

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  // Code units, not a locale, decide the order, so that every machine gets the same.
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, canonical(entry)]));
}
