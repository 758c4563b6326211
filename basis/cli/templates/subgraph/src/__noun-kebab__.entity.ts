import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, DateTime } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** __A-noun__, kept by one person. */
@Entity()
@Index({ properties: ['ownerId', 'id'] })
@ObjectType({ description: '__A-noun__, kept by one person.' })
@Directive('@key(fields: "id")')
@Allow('__nouns-kebab__:read')
export class __Noun__ {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  /** The person whose it is. A grant's condition compares it with the viewer. */
  @Property({ type: 'uuid' })
  ownerId!: string;

  @Property({ type: 'string', length: 200 })
  @Check({ expression: "btrim(name) <> ''" })
  @Field(() => String)
  name!: string;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  createdAt!: Date;

  /** Grows with each change: copies that others keep know by it which is the newer. */
  @Property({ type: 'integer', version: true })
  version!: number;

  /** A new one. */
  static of(ownerId: string, name: string, now: Date): __Noun__ {
    const __noun__ = new __Noun__();
    __noun__.ownerId = ownerId;
    __noun__.name = name.trim();
    __noun__.createdAt = now;
    return __noun__;
  }
}
