import { Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** catalog's product, known here by id: what the reviews are of. */
@ObjectType('Product')
@Directive('@key(fields: "id")')
@Public()
export class Product {
  @Field(() => ID)
  id!: string;

  static of(id: string): Product {
    return Object.assign(new Product(), { id });
  }
}
