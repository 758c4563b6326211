import { Limits } from '@strata/basis-graph';
import { Field, InputType } from 'type-graphql';

@InputType()
export class AbandonConsumerInput {
  @Field(() => String, { description: 'Whose outbox it is.' })
  service!: string;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  consumer!: string;
}
