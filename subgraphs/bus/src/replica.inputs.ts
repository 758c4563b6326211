import { Limits } from '@strata/basis-graph';
import { Field, InputType } from 'type-graphql';

@InputType()
export class CheckReplicaInput {
  @Field(() => String, { description: 'Who keeps it.' })
  service!: string;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  entity!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether what differs is put right. Default true.' })
  repair?: boolean | null;
}

@InputType()
export class RebuildReplicaInput {
  @Field(() => String, { description: 'Who keeps it.' })
  service!: string;

  @Limits({ minLength: 1, maxLength: 200 })
  @Field(() => String)
  entity!: string;
}
