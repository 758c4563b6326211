import { Collection } from '@mikro-orm/core';
import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';

/** What writers write about: an aggregate with children. */
@Entity()
export class Thing {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'bigint' })
  priceMinor!: bigint;

  @Property({ type: 'character', length: 3 })
  currency = 'EUR';

  /** Events of it so far. Not published. */
  @Property({ type: 'integer' })
  sequence = 0;

  @OneToMany(
    () => ThingPart,
    (part) => part.thing,
  )
  parts = new Collection<ThingPart>(this);
}

/** A child: a change of it alone is a change of its thing. */
@Entity()
export class ThingPart {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @ManyToOne(() => Thing)
  thing!: Thing;

  @Property({ type: 'text' })
  label!: string;

  @Property({ type: 'integer' })
  pieces!: number;
}
