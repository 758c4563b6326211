import { Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** catalog's product, known here by id: whether there is one of that id is catalog's to say. */
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
