import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Product } from './product.entity.ts';

@ObjectType()
@Public()
export class CreateProductPayload {
  @Field(() => Product)
  product!: Product;
}

@ObjectType()
@Public()
export class UpdateProductPayload {
  @Field(() => Product)
  product!: Product;
}
