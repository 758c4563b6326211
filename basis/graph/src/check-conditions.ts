import type { EntityClass } from '@mikro-orm/core';
import type { Policy } from '@strata/basis-core';
import { checkColumns } from './condition-columns.ts';
import { MalformedConditionError, parseCondition } from './condition-tree.ts';
import { resourceOf } from './permissions.ts';
import { metadataOf } from './row-columns.ts';

/** The entity whose columns a resource's conditions speak of, by resource: `orders` -> Order. */
export type ResourceEntities = ReadonlyMap<string, EntityClass<object>>;

/**
 * Checks a policy when it is loaded: every condition on a resource that is stored here must be well formed, name
 * columns that there are, and compare them with values of their type.
 *
 * @throws MalformedConditionError naming what is wrong; such a policy must not be used
 * @example checkConditions(policy, graph.resources);
 */
export function checkConditions(policy: Policy, resources: ResourceEntities): void {
  for (const { permission, condition } of policy.grants) {
    if (condition === undefined) continue;
    const tree = parseCondition(condition);
    const entity = resources.get(resourceOf(permission));
    if (entity === undefined) continue;
    const meta = metadataOf(entity);
    if (meta === undefined) throw new MalformedConditionError(`${entity.name} has no columns`);
    checkColumns(tree, meta);
  }
}
