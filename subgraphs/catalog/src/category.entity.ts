import { Check, Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A shelf of the shop. */
@Entity()
@ObjectType({ description: 'A shelf of the shop.' })
@Directive('@key(fields: "id")')
@Public()
export class Category {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'string', length: 100 })
  @Unique()
  @Check({ expression: "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'" })
  @Field(() => String, { description: 'The name in URLs: `coffee-tea`.' })
  slug!: string;

  @Property({ type: 'string', length: 100 })
  @Field(() => String)
  name!: string;
}
