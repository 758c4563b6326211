import { Public } from '@strata/basis-graph';
import { Field, ObjectType } from 'type-graphql';
import { PaymentsEg } from './payments-eg.entity.ts';

@ObjectType()
@Public()
export class AddPaymentsEgPayload {
  @Field(() => PaymentsEg)
  paymentsEg!: PaymentsEg;
}
