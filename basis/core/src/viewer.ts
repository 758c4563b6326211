import type { Condition } from './condition.ts';

/** A scalar fact about a subject that a condition may refer to as `${viewer.name}`. */
export type ViewerAttribute = string | number | boolean | null;

/** A permission given, perhaps only for the rows that its condition holds for. */
export interface Grant {
  /** `resource:action`, such as `orders:cancel`. */
  permission: string;
  /** Without one, the permission holds for every row. */
  condition?: Condition | undefined;
}

/** An immutable list of grants. `hash` is the SHA-256 (hex) of its canonical JSON: what a viewer token carries. */
export interface Policy {
  hash: string;
  grants: readonly Grant[];
}

/**
 * On whose behalf a request runs, as SSO computed it. `user` and `client` signed in; `service` is another subgraph;
 * `anonymous` is the shop window's visitor.
 */
export interface Viewer {
  kind: 'user' | 'client' | 'service' | 'anonymous';
  /** The subject's id: a user's or client's UUID, a service's name; null for an anonymous viewer. */
  id: string | null;
  roles: readonly string[];
  attributes: Readonly<Record<string, ViewerAttribute>>;
  policy: Policy;
}

/** Whether the viewer holds a permission for at least some rows. Conditions are the row filter's matter. */
export function holds(viewer: Viewer, permission: string): boolean {
  return viewer.policy.grants.some((grant) => grant.permission === permission);
}
