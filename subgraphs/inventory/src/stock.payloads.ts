import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Stock } from './stock.entity.ts';

@ObjectType()
@Public()
export class AdjustStockPayload {
  @Field(() => Stock)
  stock!: Stock;
}
