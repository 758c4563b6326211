import type { Policy, Viewer } from '@strata/basis-core';
import { type ConditionNode, parseCondition } from './condition-tree.ts';
import { remember } from './remember.ts';

/** What a policy grants of one permission: nothing, every row, or the rows that one of the conditions holds for. */
export type Granted = 'nothing' | 'everything' | readonly ConditionNode[];

const index = new WeakMap<Policy, Map<string, Granted>>();

/**
 * What the viewer is granted of a permission. A policy is immutable, so each is read once.
 *
 * @throws MalformedConditionError
 */
export function grantsOf(viewer: Viewer, permission: string): Granted {
  const known = remember(index, viewer.policy, () => new Map<string, Granted>());
  return remember(known, permission, () => readGrants(viewer.policy, permission));
}

function readGrants(policy: Policy, permission: string): Granted {
  const grants = policy.grants.filter((grant) => grant.permission === permission);
  if (grants.length === 0) return 'nothing';
  if (grants.some((grant) => grant.condition === undefined)) return 'everything';
  return grants.map((grant) => parseCondition(grant.condition));
}
