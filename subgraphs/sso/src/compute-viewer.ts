import type { Grant, Policy, Viewer } from '@strata/basis-core';
import { hashPolicy } from '@strata/basis-network';

/** What a viewer is computed from. */
export interface ViewerParts {
  kind: 'user' | 'client' | 'anonymous';
  /** The user's or client's UUID; null for an anonymous viewer. */
  id: string | null;
  roles: readonly { name: string; granted: readonly Grant[] }[];
  attributes?: Viewer['attributes'];
  /** The token's scopes: they only narrow. Without them, all that the roles grant. */
  scopes?: readonly string[] | undefined;
}

/**
 * The viewer that some roles make: the union of their grants, narrowed to the scopes. Pure, so that equal parts give
 * an equal policy with an equal hash, in whatever order they come.
 *
 * @example computeViewer({ kind: 'user', id, roles: [standardRole('customer')] })
 */
export function computeViewer({ kind, id, roles, attributes = {}, scopes }: ViewerParts): Viewer {
  const granted = roles.flatMap((role) => role.granted);
  const inScope = granted.filter(({ permission }) => scopes === undefined || scopes.includes(permission));
  return { kind, id, roles: roles.map(({ name }) => name).sort(), attributes, policy: policyOf(inScope) };
}

/** A policy of some grants: each once, in a fixed order, and no condition beside an unconditional grant of the same. */
function policyOf(granted: readonly Grant[]): Policy {
  const unconditional = new Set(granted.filter(isUnconditional).map(({ permission }) => permission));
  const distinct = new Map<string, Grant>();
  for (const grant of granted) {
    if (unconditional.has(grant.permission) && !isUnconditional(grant)) continue;
    distinct.set(`${grant.permission} ${hashPolicy([grant])}`, grant);
  }
  const grants = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant);
  return { hash: hashPolicy(grants), grants };
}

function isUnconditional(grant: Grant): boolean {
  return grant.condition === undefined;
}
