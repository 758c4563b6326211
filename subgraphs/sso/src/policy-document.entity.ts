import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Grant } from '@strata/basis-core';

/** A policy document that some viewer token names. Immutable: its id is the hash of what it says. */
@Entity()
export class PolicyDocument {
  @PrimaryKey({ type: 'character', length: 64 })
  @Check({ expression: "hash ~ '^[0-9a-f]{64}$'" })
  hash!: string;

  @Property({ type: 'json' })
  grants!: readonly Grant[];

  @Property({ type: 'datetime' })
  createdAt!: Date;
}
