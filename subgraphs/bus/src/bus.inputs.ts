import { Limits } from '@strata/basis-graph';
import { Field, InputType } from 'type-graphql';

@InputType()
export class AddBusInput {
  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  name!: string;
}
