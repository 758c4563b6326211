import { Collection, type Rel } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Condition, Grant } from '@strata/basis-core';

/** A name under which permissions are granted together. Users and machine clients have roles. */
@Entity()
export class Role {
  @PrimaryKey({ type: 'string', length: 40 })
  @Check({ expression: "name ~ '^[a-z][a-z0-9-]*$'" })
  name!: string;

  /** The sentence that an editor of roles reads. */
  @Property({ type: 'string', length: 300 })
  description!: string;

  @OneToMany(
    () => RoleGrant,
    (grant) => grant.role,
  )
  grants = new Collection<RoleGrant>(this);

  /** The grants as conditions are evaluated: plain values. They must be loaded. */
  get granted(): readonly Grant[] {
    return this.grants.getItems().map(({ permission, condition }) => ({
      permission,
      ...(condition === null ? {} : { condition }),
    }));
  }
}

/** One permission of a role: at most one row for each, because a condition has an `or` of its own. */
@Entity()
export class RoleGrant {
  @ManyToOne(() => Role, { primary: true, deleteRule: 'cascade' })
  role!: Rel<Role>;

  /** `resource:action`, such as `orders:cancel`: declared by the subgraph that asks for it. */
  @PrimaryKey({ type: 'string', length: 100 })
  @Check({ expression: "permission ~ '^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$'" })
  permission!: string;

  /** Without one, the permission holds for every row. */
  @Property({ type: 'json', nullable: true })
  @Check({ expression: "jsonb_typeof(condition) = 'object' and condition <> '{}'::jsonb" })
  condition: Condition | null = null;
}
