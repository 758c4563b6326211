import type { Seed } from '@strata/basis-subgraph';
import { Role, RoleGrant } from './role.entity.ts';
import { standardRoles } from './roles.ts';

/** Makes the standard roles what roles.ts says, so that a permission that is new there reaches a system that runs. */
export const baseline: Seed = async (em) => {
  const names = standardRoles.map(({ name }) => name);
  const known = await em.find(Role, { name: { $in: names } }, { populate: ['grants'] });
  const roles = new Map<string, Role>(known.map((role) => [role.name, role]));
  for (const { name, description, granted } of standardRoles) {
    const role = roles.get(name) ?? new Role();
    Object.assign(role, { name, description });
    em.persist(role);
    const grants = new Map(role.grants.getItems().map((grant) => [grant.permission, grant]));
    for (const { permission, condition = null } of granted) {
      const grant = grants.get(permission);
      if (grant === undefined) em.create(RoleGrant, { role, permission, condition });
      else grant.condition = condition;
      grants.delete(permission);
    }
    for (const withdrawn of grants.values()) em.remove(withdrawn);
  }
};
