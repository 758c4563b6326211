import { Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** orders' order, to which its payment is added. */
@ObjectType()
@Directive('@key(fields: "id")')
@Public()
export class Order {
  @Field(() => ID)
  id!: string;
}
