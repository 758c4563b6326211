import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { Payment } from './payment.entity.ts';

@ObjectType()
@Public()
export class AddPaymentPayload {
  @Field(() => Payment)
  payment!: Payment;
}
