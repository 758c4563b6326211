import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Product } from './product.replica.ts';
import { Stock } from './stock.entity.ts';

@ObjectType()
@Public()
export class AdjustStockPayload {
  @Field(() => Stock)
  stock!: Stock;

  @Field(() => Product, { nullable: true })
  product!: Product;
}
